package site

import (
	"net/http"
	"net/netip"
	"strings"
)

// peer tells from which address a request came and whether over HTTPS. The X-Forwarded headers
// count only when the neighbour is a trusted proxy; of the forwarded addresses the last one that
// is no such proxy is the client's, since everything before it can be made up.
func (s *site) peer(r *http.Request) (address string, https bool) {
	neighbour, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr, r.TLS != nil
	}
	ip := neighbour.Addr().Unmap()
	if !s.trusted(ip) {
		return ip.String(), r.TLS != nil
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.trusted(ip); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		ip = hop.Unmap()
	}
	return ip.String(), r.TLS != nil || strings.EqualFold(lastOf(r.Header.Values("X-Forwarded-Proto")), "https")
}

func (s *site) trusted(ip netip.Addr) bool {
	for _, p := range s.TrustedProxies {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}

// lastOf is the word that the nearest proxy added to a list header.
func lastOf(values []string) string {
	all := strings.Join(values, ",")
	return strings.TrimSpace(all[strings.LastIndexByte(all, ',')+1:])
}
