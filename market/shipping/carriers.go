package shipping

// The carriers that vendors can choose; what they are called is a matter of languages.
const (
	Kazpost     Code = "kazpost"
	CDEK        Code = "cdek"
	RussianPost Code = "pochta"
	DHL         Code = "dhl"
	UPS         Code = "ups"
	FedEx       Code = "fedex"
)

// Carriers are the known ones, in the order in which they are offered. Courier is the vendor's own.
var Carriers = []Code{Courier, Kazpost, CDEK, RussianPost, DHL, UPS, FedEx}
