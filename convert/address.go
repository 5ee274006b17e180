package convert

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/promise"
)

var waybackPattern = regexp.MustCompile(`^https?://web\.archive\.org/web/([0-9]{8})[0-9]{0,6}(?:[a-z]{2}_)?/(.+)$`)

// endingPattern is how the name of a file ends.
var endingPattern = regexp.MustCompile(`\.[A-Za-z0-9]{2,5}$`)

// unarchive splits the address of a copy in the Wayback Machine into that of
// the page and the copy. Any other address is returned as it is.
func unarchive(address string) (page string, copied *promise.Archive, wrong string) {
	m := waybackPattern.FindStringSubmatch(address)
	if m == nil {
		return address, nil, ""
	}
	on, err := fact.ParseDate(m[1][:4] + "-" + m[1][4:6] + "-" + m[1][6:])
	if err != nil {
		return "", nil, fmt.Sprintf("%q names no day on which the copy was made: %v", clip(address), err)
	}
	return m[2], &promise.Archive{URL: address, On: on}, ""
}

// withoutScheme is an address as people write it. It stands for a title that
// the data does not give.
func withoutScheme(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	return strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(rest, "www."), "/"))
}

// host is the name of the site at a web address.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	if name := strings.TrimPrefix(u.Hostname(), "www."); strings.TrimSpace(name) != "" {
		return name
	}
	return u.Host
}

// addressID makes an id of an address: the site, the words of the page, and a
// digest, since words alone do not tell two addresses apart. It depends on
// nothing but the address.
func addressID(address string) string {
	var parts []string
	if site := words(site(address), 20); site != "" {
		parts = append(parts, site)
	}
	if u, err := url.Parse(address); err == nil {
		if page := words(endingPattern.ReplaceAllString(path.Base(u.Path), ""), 40); page != "" {
			parts = append(parts, page)
		}
	}
	return strings.Join(append(parts, digest(address)), "-")
}

// site is the part of a host name that people know it by.
func site(address string) string {
	common := []string{"www", "co", "com", "org", "net", "gov", "govt"}
	best := ""
	labels := strings.Split(host(address), ".")
	for _, label := range labels[:max(1, len(labels)-1)] {
		if len(label) > len(best) && !slices.Contains(common, label) {
			best = label
		}
	}
	return best
}

// digest is a short fingerprint of a text, in the letters of ids.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

var plainLetters = strings.NewReplacer("ā", "a", "ē", "e", "ī", "i", "ō", "o", "ū", "u", "'", "", "’", "")

// words writes a text in the letters of ids: lower-case words and digits joined
// by hyphens, whole words up to a length.
func words(text string, most int) string {
	list := strings.FieldsFunc(plainLetters.Replace(strings.ToLower(text)), func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	var b strings.Builder
	for _, w := range list {
		if b.Len() == 0 {
			b.WriteString(w[:min(len(w), most)])
			continue
		}
		if b.Len()+1+len(w) > most {
			break
		}
		b.WriteString("-" + w)
	}
	return b.String()
}
