package admin

import (
	"strconv"
	"strings"

	"bazaar/site/locale"
	"bazaar/site/page"
	"bazaar/site/ui"
)

// reasons are what vendors are told most often. A moderator chooses one in his own language; it is
// put into the form in the vendor's, where it can be edited before it is sent.
var (
	reasonsToReturn = []string{
		locale.Key("The registered name and the BIN or IIN do not belong together. Please check both."),
		locale.Key("The account (IBAN) does not belong to the registered name. Please give the account of the firm."),
		locale.Key("The address is not complete. Please give the city, the street and the house."),
		locale.Key("The description does not say what you sell. Please write a few sentences for your buyers."),
		locale.Key("The terms of delivery or return are missing or not clear. Please say how you send and what you take back."),
		locale.Key("The logo or the cover shows something that is not your shop. Please choose other pictures."),
	}
	reasonsToReject = []string{
		locale.Key("The pictures are blurred, too small or do not show this product. Please add sharp pictures of the product itself."),
		locale.Key("The pictures carry texts, prices or signs of other shops. Please add pictures without them."),
		locale.Key("The title is advertising or does not say what is sold. Please name the product, the brand and the model."),
		locale.Key("The description does not tell enough. Please write what it is, what it is made of and what is in the box."),
		locale.Key("The product is in the wrong category. Please choose the one in which buyers look for it."),
		locale.Key("The price is clearly wrong. Please check it."),
		locale.Key("This may not be sold here."),
		locale.Key("Please show that you may sell goods of this brand: write to us with the papers."),
	}
	reasonsToSuspend = []string{
		locale.Key("Several buyers did not get what they had paid for."),
		locale.Key("Buyers complain about the goods, and their messages are not answered."),
		locale.Key("The shop sells goods that may not be sold here."),
		locale.Key("We could not reach you at the contact that you gave."),
	}
)

// reasonForm is the field in which a vendor is told why, with what can be put into it.
type reasonForm struct {
	ui.Input
	// Ready are the ready-made reasons as the moderator reads them; the value is their place.
	Ready []ui.Option
}

// newReason is the field in the language of a vendor; ready are the keys of its ready-made reasons.
func newReason(l *locale.Locale, language string, ready []string) reasonForm {
	in := reasonForm{Input: ui.Input{
		Name: "reason", Label: l.T("Reason"), Lang: language, Required: true, MaxLength: 2000, Rows: 4,
		Hint: l.T("The vendor reads it as it stands here. Letters to this vendor are written in this language: %s.", ui.NativeName(language)),
	}}
	for i, key := range ready {
		in.Ready = append(in.Ready, ui.Option{Value: strconv.Itoa(i), Text: l.T(key)})
	}
	return in
}

// typed is the reason of a form, with the ready-made one that it asks for behind it, in a language.
func typed(form page.Values, language string, ready []string) string {
	text := form.Text("reason")
	if i, err := strconv.Atoi(form.Get("insert")); err == nil && i >= 0 && i < len(ready) {
		text = strings.TrimSpace(text + "\n" + locale.For(language).T(ready[i]))
	}
	return text
}
