package shop

import (
	"bazaar/market/catalog"
	"bazaar/market/money"
	"bazaar/site/ui"
)

// ld is a thing in the words of schema.org.
type ld map[string]any

func described(kind string, fields ld) ld {
	fields["@context"], fields["@type"] = "https://schema.org", kind
	return fields
}

// trailData are the breadcrumbs for search engines.
func trailData(f ui.Frame, trail []ui.Link) ld {
	items := []ld{{"@type": "ListItem", "position": 1, "name": f.L.T("Home"), "item": f.Base + f.L.URL("/")}}
	for i, link := range trail {
		items = append(items, ld{"@type": "ListItem", "position": i + 2, "name": link.Text, "item": f.Base + f.L.URL(link.URL)})
	}
	return described("BreadcrumbList", ld{"itemListElement": items})
}

// productData is a product for search engines, with its offer in the currency that is charged.
func productData(p productPage, found catalog.Product) ld {
	at := p.Base + p.L.URL(productPath(p.ID))
	data := ld{"name": p.Title, "sku": p.SKU, "url": at, "category": found.Category.Title.In(p.L.Code()), "offers": offerData(found, at, p.Away != "")}
	var pictures []string
	for _, pic := range found.Pictures {
		pictures = append(pictures, p.Base+ui.FullPicture(pic.Media))
	}
	if len(pictures) > 0 {
		data["image"] = pictures
	}
	if text := found.Description.Plain().In(p.L.Code()); text != "" {
		data["description"] = text
	}
	if found.Reviews > 0 {
		data["aggregateRating"] = ld{
			"@type": "AggregateRating", "ratingValue": decimal(found.Rating), "reviewCount": found.Reviews, "bestRating": catalog.MostStars, "worstRating": 1,
		}
	}
	return described("Product", data)
}

func offerData(found catalog.Product, at string, away bool) ld {
	offer := ld{
		"@type": "Offer", "url": at, "priceCurrency": string(found.Price.Currency), "availability": "https://schema.org/OutOfStock",
		"itemCondition": "https://schema.org/NewCondition", "seller": ld{"@type": "Organization", "name": found.Vendor.Name},
	}
	lowest, highest := found.Price, found.Price
	for _, v := range found.Variants {
		if v.OnHand > 0 && !away {
			offer["availability"] = "https://schema.org/InStock"
		}
		if v.Price.Minor > highest.Minor {
			highest = v.Price
		}
	}
	if lowest == highest {
		offer["price"] = lowest.Decimal()
		return offer
	}
	offer["@type"], offer["lowPrice"], offer["highPrice"], offer["offerCount"] = "AggregateOffer", lowest.Decimal(), highest.Decimal(), len(found.Variants)
	return offer
}

// decimal writes hundredths.
func decimal(hundredths int64) string { return money.New(hundredths, "").Decimal() }
