package promise

import "testing"

func TestCanonicalURLs(t *testing.T) {
	const want = "http://example.com/2024/06/story?id=7"
	for _, address := range []string{
		"https://example.com/2024/06/story?id=7",
		"HTTPS://WWW.Example.COM:443/2024/06/story/?id=7#comments",
		" http://example.com/2024/06/./story?utm_source=x&id=7&fbclid=abc ",
		"https://example.com//2024/06/x/../story?id=7&UTM_Campaign=y",
		"https://web.archive.org/web/20240605120000/https://www.example.com/2024/06/story?id=7",
		"https://web.archive.org/web/20240605120000id_/http:/example.com/2024/06/story?id=7",
		"https://archive.ph/20240605/https://example.com/2024/06/story?id=7",
		"https://web.archive.org/web/2024/https://archive.is/newest/https://example.com/2024/06/story?id=7",
	} {
		if got := CanonicalURL(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
		if once := CanonicalURL(address); CanonicalURL(once) != once {
			t.Errorf("%s: not the same when made twice: %s", address, CanonicalURL(once))
		}
	}
	for _, different := range [][2]string{
		{"https://example.com/a", "https://example.com/b"},
		{"https://example.com/a?id=1", "https://example.com/a?id=2"},
		{"https://example.com/A", "https://example.com/a"}, // servers may tell them apart
		{"https://archive.ph/abcde", "https://archive.ph/fghij"},
		{"https://example.com/", "https://other.example.com/"},
	} {
		if a, b := CanonicalURL(different[0]), CanonicalURL(different[1]); a == b {
			t.Errorf("%v: both %s", different, a)
		}
	}
	for _, odd := range []string{"", "no address", "mailto:a@example.com", "https://", "https://[::1"} {
		if got := CanonicalURL(odd); got != odd {
			t.Errorf("%q: %q", odd, got)
		}
	}
}
