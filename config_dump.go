package main

import (
	"fmt"
	"io"
	"net/url"
	"reflect"
	"strings"
	"time"
)

//go:generate go test -run ^TestConfigurationPapersAreCurrent$ . -update

// hidden stands where a secret stood.
const hidden = "***"

// Dump writes every variable with the value in force, one a line, without secrets.
func (c *Config) Dump(w io.Writer) {
	for _, v := range variables {
		fmt.Fprintf(w, "%s=%s\n", v.name, v.shown(reflect.ValueOf(c).Elem().Field(v.index)))
	}
}

func (v variable) shown(field reflect.Value) string {
	switch x := field.Interface().(type) {
	case []string:
		return strings.Join(x, ",")
	case time.Duration:
		return x.String()
	case string:
		if x == "" {
			return ""
		}
		switch v.secret {
		case "true":
			return hidden
		case "url":
			return withoutPassword(x)
		}
		return x
	default:
		return fmt.Sprint(x)
	}
}

// withoutPassword hides the password and the query of a URL; of what is no URL, everything.
func withoutPassword(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" && u.Path == "" {
		return hidden
	}
	if _, ok := u.User.Password(); ok {
		u.User = url.UserPassword(u.User.Username(), hidden)
	}
	if q := u.Query(); q.Has("password") {
		q.Set("password", hidden)
		u.RawQuery = q.Encode()
	}
	return strings.ReplaceAll(u.String(), "%2A%2A%2A", hidden)
}
