package events

import (
	"context"
	"time"
)

func (s *Service) link(purpose Purpose, id string, version int) string {
	return s.settings.BaseURL + "/" + string(purpose) + "/" + s.key.Token(purpose, id, version)
}

// commonLinks are those every letter may carry.
func (s *Service) commonLinks() LetterLinks { return LetterLinks{Offer: s.settings.BaseURL + "/"} }

func (s *Service) registrationLinks(r *Registration) LetterLinks {
	links := s.commonLinks()
	links.Manage = s.link(PurposeManage, r.ID, r.LinkVersion)
	links.Stop = s.link(PurposeStop, r.ID, r.LinkVersion)
	return links
}

// ManageURL is the page of a registration, for who may change it.
func (s *Service) ManageURL(r *Registration) string { return s.registrationLinks(r).Manage }

// ManageToken is the token in ManageURL.
func (s *Service) ManageToken(r *Registration) string {
	return s.key.Token(PurposeManage, r.ID, r.LinkVersion)
}

// SessionURL is the public page of a session.
func (s *Service) SessionURL(session *Session) string {
	return s.settings.BaseURL + "/sessions/" + session.Slug
}

// linkLife is how long after a session's end its links still open a page.
const linkLife = 90 * 24 * time.Hour

// byToken finds the registration a link is for. Refusals: CodeNotFound for a
// link that is none, CodeGone for one that expired or was revoked.
func (s *Service) byToken(ctx context.Context, tx Tx, purpose Purpose, token string) (Registration, Session, error) {
	id, mac, ok := splitToken(token)
	if !ok {
		return Registration{}, Session{}, Refuse(CodeNotFound)
	}
	r, err := tx.Registration(ctx, id)
	if err != nil {
		return r, Session{}, err
	}
	if !s.key.valid(purpose, id, r.LinkVersion, mac) {
		if r.LinkVersion > 0 && s.key.valid(purpose, id, r.LinkVersion-1, mac) {
			return Registration{}, Session{}, Refuse(CodeGone)
		}
		return Registration{}, Session{}, Refuse(CodeNotFound)
	}
	session, err := tx.Session(ctx, r.SessionID)
	if err != nil {
		return r, session, err
	}
	if s.clock.Now().After(session.EndsAt().Add(linkLife)) {
		return Registration{}, Session{}, Refuse(CodeGone)
	}
	return r, session, nil
}
