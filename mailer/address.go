package mailer

import (
	"errors"
	"net/mail"
	"regexp"
	"strings"

	"golang.org/x/net/idna"
)

// Errors about addresses do not repeat them: they reach logs.
var (
	errRecipient = errors.New("the recipient's address cannot be written in an SMTP envelope")
	errSender    = errors.New("the sender's address cannot be written in an SMTP envelope")
)

// The limits of RFC 5321 §4.5.3.1.
const (
	maxLocalPart = 64
	maxAddress   = 254
)

// dotString is a local part that needs no quotes (RFC 5321 §4.1.2).
var dotString = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$")

// domainForm is a host name in ASCII.
var domainForm = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$`)

// asciiAddress brings a bare address into the form that every server takes: a
// domain in other letters becomes punycode (RFC 5891). A local part that would
// need quotes or SMTPUTF8 is refused.
func asciiAddress(address string) (string, bool) {
	at := strings.LastIndexByte(address, '@')
	if at < 1 || at > maxLocalPart || !dotString.MatchString(address[:at]) {
		return "", false
	}
	domain, err := idna.Lookup.ToASCII(address[at+1:])
	if err != nil || !domainForm.MatchString(domain) {
		return "", false
	}
	address = address[:at+1] + domain
	return address, len(address) <= maxAddress
}

// asciiSender is asciiAddress for a configured sender.
func asciiSender(a mail.Address) (mail.Address, error) {
	address, ok := asciiAddress(a.Address)
	if !ok {
		return mail.Address{}, errSender
	}
	return mail.Address{Name: a.Name, Address: address}, nil
}

// domainOf is what stands behind the @.
func domainOf(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

var addressLike = regexp.MustCompile(`[^\s<>,;:"'()\[\]]*@[^\s<>,;:"'()\[\]]*`)

// maxDetail is how much of a server's words is kept, in octets.
const maxDetail = 200

// withoutAddresses takes out of a server's or library's words everything that
// looks like an address, and the given names, which are those of the letter's
// people, in any case.
func withoutAddresses(s string, names ...string) string {
	if s == "" {
		return ""
	}
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	s = addressLike.ReplaceAllString(s, "…")
	for _, name := range names {
		if len(name) >= 2 {
			s = regexp.MustCompile("(?i)"+regexp.QuoteMeta(name)).ReplaceAllString(s, "…")
		}
	}
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > maxDetail {
		s = strings.ToValidUTF8(s[:maxDetail], "") + "…"
	}
	return s
}
