package promise

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/purell"
)

// addressFlags unify what servers take as the same address.
const addressFlags = purell.FlagsUsuallySafeGreedy | purell.FlagRemoveFragment | purell.FlagRemoveDuplicateSlashes |
	purell.FlagSortQuery | purell.FlagForceHTTP | purell.FlagRemoveWWW

// archived is the address that a copy in a web archive was made of, after the
// archive's own part.
var archived = regexp.MustCompile(`^(?i:https?://)?(?i:(?:web\.)?archive\.org/web/[^/]+/|archive\.(?:ph|today|is|li|md|vn|fo)/(?:newest|oldest|o/[^/]+|\d{8,14})/)((?i:https?:)/.+|www\..+)$`)

// tracking are parameters that tell where a reader came from and change
// nothing about the document.
var tracking = regexp.MustCompile(`^(?i:utm_.*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|mkt_tok|cmpid|cmp|ref_src|ref_url|smid|guccounter|guce_.*|ito|ncid|sh|taid|xtor|__twitter_impression)$`)

// CanonicalURL is the form in which two web addresses of one document are
// equal: without what depends on how somebody came to it, such as the case of
// the host, `http` or `https`, `www.`, a fragment, parameters for tracking, the
// order of the others or a slash at the end, and with the address that an
// archive copied in place of the archive's. It is for comparing, not for
// opening. What is no web address is returned as it is.
func CanonicalURL(address string) string {
	address = strings.TrimSpace(address)
	for range 3 { // copies of copies are seen
		m := archived.FindStringSubmatch(address)
		if m == nil {
			break
		}
		address = m[1]
		if before, rest, ok := strings.Cut(address, ":/"); ok { // some archives make one slash of two
			address = before + "://" + strings.TrimLeft(rest, "/")
		} else {
			address = "http://" + address
		}
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || (!strings.EqualFold(u.Scheme, "http") && !strings.EqualFold(u.Scheme, "https")) {
		return address
	}
	query := u.Query()
	for name := range query {
		if tracking.MatchString(name) {
			query.Del(name)
		}
	}
	u.RawQuery = query.Encode()
	return strings.TrimSuffix(purell.NormalizeURL(u, addressFlags), "/")
}
