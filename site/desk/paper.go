package desk

import (
	"net/http"

	"bazaar/market/orders"
	"bazaar/market/payments"
	"bazaar/site/page"
	"bazaar/site/ui"
	"bazaar/site/visitor"
)

// pickPath is the list of what is to be fetched from the shelves.
const pickPath = "/vendor/orders/pick/"

// slipPage is the sheet that lies in a parcel.
type slipPage struct {
	parcelPage
	// Shop is who sends it, Date when it was ordered, Collect what the buyer pays at the door; empty
	// when nothing.
	Shop, Date, Collect string
}

// slip shows a parcel as a sheet of paper for its buyer: what lies in it, but not what was earned.
func (f *Front) slip(w http.ResponseWriter, r *http.Request) error {
	d, err := f.ownParcel(r)
	if err != nil {
		return err
	}
	shown, err := f.parcelPage(r, d)
	if err != nil {
		return err
	}
	l := shown.L
	shown.Title = l.T("Packing slip of order #%s", d.OID)
	if !d.Addressed() {
		return page.Render(w, r, http.StatusConflict, parcelQuestion(shown.Panel, ui.Question{
			Title: l.T("This is not possible now"), Text: l.T("There is nothing to send of this order."), Cancel: parcelPath(d.ID),
		}))
	}
	p := slipPage{parcelPage: shown, Shop: d.VendorName, Date: l.Date(d.PlacedAt)}
	if d.Method == payments.CashOnDelivery && !d.Paid {
		p.Collect = l.Money(d.Left().Total)
	}
	return page.Render(w, r, http.StatusOK, slipView(p))
}

// pickPage is what has to be fetched for all parcels that are to be packed.
type pickPage struct {
	ui.Panel
	Columns []ui.Column
	Picks   []pick
	// Units and Parcels say how much it is.
	Units, Parcels string
}

type pick struct {
	orders.Pick
	Units string
	For   []pickFor
}

type pickFor struct {
	URL, OID, Units string
}

func (f *Front) pickList(w http.ResponseWriter, r *http.Request) error {
	l := visitor.Of(r).Locale
	frame, _, err := f.panel(r, l.T("Pick list"), ordersPath)
	if err != nil {
		return err
	}
	found, err := orders.PickList(r.Context(), f.DB, visitor.Of(r).Shop.VendorID)
	if err != nil {
		return err
	}
	p := pickPage{Panel: frame, Columns: []ui.Column{
		{Text: l.T("Fetched"), Silent: true}, {Text: l.T("Product"), Silent: true}, {Text: l.T("SKU")}, {Text: l.T("Units"), Num: true}, {Text: l.T("For the orders")},
	}}
	units, parcels := int64(0), map[int64]bool{}
	for _, one := range found {
		shown := pick{Pick: one, Units: l.Number(one.Units)}
		for _, of := range one.For {
			shown.For = append(shown.For, pickFor{URL: parcelPath(of.ParcelID), OID: of.OID, Units: l.Number(of.Units)})
			parcels[of.ParcelID] = true
		}
		units += one.Units
		p.Picks = append(p.Picks, shown)
	}
	n := int64(len(parcels))
	p.Units, p.Parcels = l.N("%s item", "%s items", units, l.Number(units)), l.N("%s parcel", "%s parcels", n, l.Number(n))
	return page.Render(w, r, http.StatusOK, pickView(p))
}
