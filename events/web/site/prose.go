package site

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kantine/events"
	"kantine/templates"
)

// privacy is "/privacy".
func (s *Site) privacy(w http.ResponseWriter, r *http.Request) error {
	return s.prose(w, r, "/privacy", func(p *events.Programme, l templates.Layout) templates.View {
		return templates.PrivacyPage{
			Layout: l, Organiser: p.Organiser.Name, PostalAddress: p.Organiser.PostalAddress,
			PrivacyContact: p.PrivacyContact, RetentionDays: p.Rules.RetentionDaysAfterProgramme,
		}
	})
}

// accessibility is "/toegankelijkheid".
func (s *Site) accessibility(w http.ResponseWriter, r *http.Request) error {
	return s.prose(w, r, "/toegankelijkheid", func(p *events.Programme, l templates.Layout) templates.View {
		return templates.AccessibilityPage{Layout: l, Organiser: p.Organiser.Name}
	})
}

// prose shows a page that depends on the programme only.
func (s *Site) prose(w http.ResponseWriter, r *http.Request, path string, view func(*events.Programme, templates.Layout) templates.View) error {
	version, err := s.service.SiteVersion(r.Context())
	if err != nil {
		return err
	}
	return s.show(w, r, pageKey{route: path}, version, func(ctx context.Context, v visit) (made[*page], error) {
		programme, err := s.service.Programme(ctx)
		if err != nil {
			return made[*page]{}, err
		}
		p, err := s.rendered(v, view(&programme, v.layout(&programme, path, false)), "")
		return made[*page]{value: p}, err
	})
}

// securityText is "/.well-known/security.txt" (RFC 9116).
func (s *Site) securityText(w http.ResponseWriter, r *http.Request) error {
	programme, err := s.service.Programme(r.Context())
	if err != nil {
		return err
	}
	contact := programme.PrivacyContact
	for _, other := range []string{programme.Organiser.Email, s.senders[0].Address} {
		if contact == "" {
			contact = other
		}
	}
	expires := s.service.Now().UTC().Truncate(24*time.Hour).AddDate(0, 6, 0)
	text := strings.Join([]string{
		"Contact: mailto:" + contact,
		"Expires: " + expires.Format(time.RFC3339),
		"Preferred-Languages: nl, en",
		"Canonical: " + s.baseURL + "/.well-known/security.txt",
		"",
	}, "\r\n")
	header := w.Header()
	header.Set("Content-Type", "text/plain; charset=utf-8")
	header.Set("Cache-Control", "no-cache")
	header.Set("Content-Length", strconv.Itoa(len(text)))
	if r.Method != http.MethodHead {
		// The visitor may have left; there is nobody to tell.
		_, _ = w.Write([]byte(text))
	}
	return nil
}
