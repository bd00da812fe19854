package main

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"bazaar/infra/telemetry"
	"bazaar/market/money"
)

// variable is one field of Config as its tags describe it.
type variable struct {
	name, fallback, section, help, secret, later string
	oneOf                                        []string
	index                                        int
	kind                                         reflect.Type
}

// variables lists the fields of Config in their order.
var variables = func() []variable {
	var list []variable
	for i := range reflect.TypeFor[Config]().NumField() {
		f := reflect.TypeFor[Config]().Field(i)
		if f.IsExported() {
			list = append(list, variable{
				name: f.Tag.Get("env"), fallback: f.Tag.Get("default"), section: f.Tag.Get("section"), help: f.Tag.Get("help"),
				secret: f.Tag.Get("secret"), later: f.Tag.Get("later"), oneOf: strings.Fields(f.Tag.Get("oneof")), index: i, kind: f.Type,
			})
		}
	}
	return list
}()

// parseConfig makes a Config of NAME=value lines. Its error names every variable that is wrong.
func parseConfig(environ []string) (*Config, error) {
	given := map[string]string{}
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		given[name] = strings.TrimSpace(value)
	}
	c := &Config{}
	c.legacy(given)
	var errs []error
	for _, v := range variables {
		value := given[v.name]
		if value != "" && v.later != "" {
			c.notes = append(c.notes, fmt.Sprintf("%s is set, but this version does not have it yet: %s", v.name, v.later))
		}
		if value == "" {
			value = v.fallback
		}
		if err := v.set(reflect.ValueOf(c).Elem().Field(v.index), value); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", v.name, err))
		}
	}
	return c, errors.Join(append(errs, c.check()...)...)
}

var errNotBool = errors.New("use true or false")

func (v variable) set(field reflect.Value, value string) error {
	if len(v.oneOf) > 0 && !slices.Contains(v.oneOf, strings.ToLower(value)) && !slices.Contains(v.oneOf, value) {
		return fmt.Errorf("%q is not one of %s", value, strings.Join(v.oneOf, ", "))
	}
	switch v.kind {
	case reflect.TypeFor[string]():
		if len(v.oneOf) > 0 && slices.Contains(v.oneOf, strings.ToLower(value)) {
			value = strings.ToLower(value)
		}
		field.SetString(value)
	case reflect.TypeFor[[]string]():
		field.Set(reflect.ValueOf(splitList(value)))
	case reflect.TypeFor[bool]():
		b, err := parseBool(value)
		if err != nil {
			return err
		}
		field.SetBool(b)
	case reflect.TypeFor[int]():
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 {
			return fmt.Errorf("%q is not a whole number", value)
		}
		field.SetInt(int64(n))
	case reflect.TypeFor[time.Duration]():
		d, err := time.ParseDuration(value)
		if err != nil || d <= 0 {
			return fmt.Errorf("%q is not a time such as 15s or 2m", value)
		}
		field.SetInt(int64(d))
	}
	return nil
}

func parseBool(s string) (bool, error) {
	switch strings.ToLower(s) {
	case "true", "1", "yes", "on":
		return true, nil
	case "false", "0", "no", "off", "":
		return false, nil
	}
	return false, errNotBool
}

// splitList splits at commas and spaces, and drops what is empty.
func splitList(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}

// check looks at what one variable alone cannot tell, and at values with a form of their own.
func (c *Config) check() []error {
	var errs []error
	wrong := func(name, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: %s", name, fmt.Sprintf(format, args...)))
	}
	if c.Port > 65535 || c.EmailPort > 65535 {
		wrong("PORT, EMAIL_PORT", "a port is at most 65535")
	}
	if _, err := time.LoadLocation(c.TimeZone); err != nil {
		wrong("TIME_ZONE", "there is no time zone %q; use a name such as Asia/Almaty", c.TimeZone)
	}
	if _, err := money.ParseRates(money.Currency(c.BaseCurrency), c.CurrencyRates); err != nil {
		wrong("CURRENCY_RATES", "%v", err)
	}
	if err := (telemetry.Sentry{DSN: c.SentryDSN}).Check(); c.SentryDSN != "" && err != nil {
		wrong("SENTRY_DSN", "%v", err)
	}
	for _, p := range c.TrustedProxies {
		if _, err := parseNetwork(p); err != nil {
			wrong("TRUSTED_PROXIES", "%q is neither an address nor a network such as 10.0.0.0/8", p)
		}
	}
	for _, o := range append(slices.Clone(c.TrustedOrigins), c.baseURL()) {
		if u, err := url.Parse(o); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			wrong("CSRF_TRUSTED_ORIGINS, BASE_URL", "%q does not begin with http:// or https:// and a host", o)
		}
	}
	return errs
}

// parseNetwork reads an address or a network.
func parseNetwork(s string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(s); err == nil {
		return addr.Prefix(addr.BitLen())
	}
	return netip.ParsePrefix(s)
}

// localNetworks are where a hosting platform's proxies stand.
var localNetworks = []string{"127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "fc00::/7", "fe80::/10"}

// proxies are the networks whose X-Forwarded headers are believed.
func (c *Config) proxies() []netip.Prefix {
	names := c.TrustedProxies
	if len(names) == 0 && (c.TrustProxy || c.Render != "") {
		names = localNetworks
	}
	var list []netip.Prefix
	for _, name := range names {
		if p, err := parseNetwork(name); err == nil { // check has refused the others
			list = append(list, p)
		}
	}
	return list
}

// legacy accepts the variables of the shop that this program replaces, with one warning for all.
func (c *Config) legacy(given map[string]string) {
	var found []string
	note := func(name, meaning string) { found = append(found, name+" "+meaning) }
	if eager := given["CELERY_TASK_ALWAYS_EAGER"]; eager != "" {
		jobs := "embedded"
		if on, err := parseBool(eager); err == nil && !on {
			jobs = "external"
		}
		if given["JOBS"] == "" {
			given["JOBS"] = jobs
		}
		note("CELERY_TASK_ALWAYS_EAGER", "means JOBS="+given["JOBS"])
	}
	if backend := given["EMAIL_BACKEND"]; strings.Contains(backend, "console") {
		delete(given, "EMAIL_HOST")
		note("EMAIL_BACKEND", "means an empty EMAIL_HOST")
	} else if backend != "" {
		note("EMAIL_BACKEND", "is not needed")
	}
	for name, value := range given {
		unneeded := name == "CELERY_TASK_EAGER_PROPAGATES" || name == "CELERY_BROKER_URL" || name == "CELERY_RESULT_BACKEND" || strings.HasPrefix(name, "GUNICORN_")
		if unneeded && value != "" {
			note(name, "is not needed")
		}
	}
	if len(found) > 0 {
		slices.Sort(found)
		c.notes = append(c.notes, "Variables of the old shop were read: "+strings.Join(found, ", "))
	}
}
