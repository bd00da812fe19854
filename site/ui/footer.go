package ui

import "slices"

// column is a list of links in the footer.
type column struct {
	title string
	links []Link
}

// footCategories is how many categories the footer names.
const footCategories = 5

func (f Frame) footColumns() []column {
	shop := column{f.L.T("Shop"), []Link{
		{f.L.T("All products"), "/products/"},
		{f.L.T("New arrivals"), "/products/?order_by=-date"},
		{f.L.T("Sale"), "/products/?on_sale=1"},
		{f.L.T("Top rated"), "/products/?order_by=-rating"},
		{f.L.T("Vendors"), "/vendors/"},
	}}
	categories := column{f.L.T("Categories"), slices.Concat(f.Categories[:min(footCategories, len(f.Categories))], []Link{{f.L.T("All categories"), "/category/"}})}
	account := column{f.L.T("Your account"), []Link{
		{f.L.T("Sign in"), "/user/sign-in/"},
		{f.L.T("Create an account"), "/user/sign-up/"},
		{f.L.T("Track an order"), "/orders/track/"},
		{f.L.T("Wishlist"), "/wishlist/"},
		{f.L.T("Cart"), "/cart/"},
	}}
	help := column{f.L.T("Help"), []Link{
		{f.L.T("All of the help"), "/help/"},
		{f.L.T("How to order"), "/purchase_guide/"},
		{f.L.T("Delivery"), "/delivery/"},
		{f.L.T("Returns and refunds"), "/returns/"},
		{f.L.T("Contact us"), "/contact/"},
	}}
	if f.User != nil {
		account.links = []Link{
			{f.L.T("Dashboard"), "/dashboard/"},
			{f.L.T("Orders"), "/orders/"},
			{f.L.T("Track an order"), "/orders/track/"},
			{f.L.T("Wishlist"), "/wishlist/"},
			{f.L.T("Cart"), "/cart/"},
		}
	}
	sell := column{f.L.T("For vendors"), []Link{
		{f.L.T("Open a shop"), SellPath},
		{f.L.T("How selling works"), "/help/sell/"},
		{f.L.T("Sign in to the desk"), "/vendors/login/"},
	}}
	if len(f.Categories) == 0 {
		return []column{shop, help, account, sell}
	}
	return []column{shop, categories, help, account, sell}
}

// footPages are the links in the last line.
func (f Frame) footPages() []Link {
	return []Link{{f.L.T("About us"), "/about/"}, {f.L.T("Terms of service"), "/terms_of_service/"}, {f.L.T("Privacy policy"), "/privacy_policy/"}, {f.L.T("Contact us"), "/contact/"}}
}
