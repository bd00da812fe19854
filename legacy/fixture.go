package legacy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Old models that are read. Names of older and planned versions of the shop stand for the same.
const (
	userModel     = "userauths.user"
	profileModel  = "userauths.profile"
	addressModel  = "cartorders.address"
	vendorModel   = "vendors.vendor"
	categoryModel = "goods.category"
	productModel  = "goods.product"
	pictureModel  = "goods.productimages"
	tagModel      = "taggit.tag"
	taggedModel   = "taggit.taggeditem"
	typeModel     = "contenttypes.contenttype"
	reviewModel   = "goods.productreview"
	wishModel     = "wishlists.wishlist"
	couponModel   = "cartorders.coupon"
	orderModel    = "cartorders.cartorder"
	lineModel     = "cartorders.cartorderproducts"
)

var otherNames = map[string]string{
	"auth.user":                userModel,
	"core.vendor":              vendorModel,
	"core.category":            categoryModel,
	"core.product":             productModel,
	"core.productimage":        pictureModel,
	"core.productimages":       pictureModel,
	"core.review":              reviewModel,
	"core.productreview":       reviewModel,
	"core.coupon":              couponModel,
	"core.wishlist":            wishModel,
	"cartorders.cartorderitem": lineModel,
}

// fixture is everything in the file, by model, in the order of ids.
type fixture struct {
	records map[string][]record
	order   []string // models as they first appear
	// err is the first record that could not be understood.
	err error
}

// parse reads a JSON array of {"model", "pk", "fields"}.
func parse(r io.Reader) (*fixture, error) {
	f := &fixture{records: map[string][]record{}}
	d := json.NewDecoder(r)
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return nil, errors.New("it is not a JSON list, as Django's dumpdata writes it")
	}
	for n := 1; d.More(); n++ {
		var o struct {
			Model  string                     `json:"model"`
			PK     json.RawMessage            `json:"pk"`
			Fields map[string]json.RawMessage `json:"fields"`
		}
		if err := d.Decode(&o); err != nil {
			return nil, fmt.Errorf("object %d: %w", n, err)
		}
		if o.Model == "" {
			return nil, fmt.Errorf("object %d has no model", n)
		}
		if err := f.add(o.Model, o.PK, o.Fields); err != nil {
			return nil, err
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, fmt.Errorf("the list is not closed: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("there is something after the list")
	}
	for model, list := range f.records {
		if err := sortByPK(model, list); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *fixture) add(model string, pk json.RawMessage, fields map[string]json.RawMessage) error {
	model = strings.ToLower(model)
	if known, ok := otherNames[model]; ok {
		model = known
	}
	if _, ok := f.records[model]; !ok {
		f.order = append(f.order, model)
	}
	rec := record{model: model, fields: fields, err: &f.err}
	if slices.Contains(taken, model) {
		if err := json.Unmarshal(pk, &rec.pk); err != nil || rec.pk <= 0 {
			return fmt.Errorf("%s: pk %s is not a positive number", model, shorten(pk))
		}
	}
	f.records[model] = append(f.records[model], rec)
	return nil
}

// taken are the models whose records become rows. Of the others only the count matters, and their
// keys need not be numbers.
var taken = []string{
	userModel, profileModel, addressModel, vendorModel, categoryModel, productModel, pictureModel, tagModel, taggedModel,
	typeModel, reviewModel, wishModel, couponModel, orderModel, lineModel,
}

func sortByPK(model string, list []record) error {
	if !slices.Contains(taken, model) {
		return nil
	}
	slices.SortStableFunc(list, func(a, b record) int { return int(min(max(a.pk-b.pk, -1), 1)) })
	for i := 1; i < len(list); i++ {
		if list[i].pk == list[i-1].pk {
			return fmt.Errorf("%s: pk %d appears twice", model, list[i].pk)
		}
	}
	return nil
}

// shorten shows a piece of JSON in an error.
func shorten(b []byte) string {
	const most = 60
	if b = bytes.TrimSpace(b); len(b) > most {
		return string(bytes.ToValidUTF8(b[:most], nil)) + "…"
	}
	if len(b) == 0 {
		return "(missing)"
	}
	return string(b)
}
