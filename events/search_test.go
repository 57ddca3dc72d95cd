package events_test

import (
	"slices"
	"testing"

	"kantine/events"
)

// finds compares the names that a search finds, in their order.
func (s *story) finds(query string, want ...string) {
	s.t.Helper()
	found, err := s.Search(s.ctx, query)
	s.must(err)
	var got []string
	for _, a := range found.Registrations {
		got = append(got, a.Registration.Name)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		s.t.Errorf("%q finds %q, want %q", query, got, want)
	}
}

func TestSearch(t *testing.T) {
	s := newStory(t)
	session := s.session(s.offer(func(in *events.OfferingInput) { in.Capacity = nil }), nil)
	join := func(name, email, employer string) events.Registration {
		done, err := s.Register(s.ctx, events.RegisterCommand{SessionID: session.ID, Name: name, Email: email, Employer: employer})
		s.must(err)
		return done.Registration
	}
	zoe := join("Zoë van ’t Erf", "z.erf@karton.example", "Voorbeeld Verpakking")
	join("Jan Jansen", "jan@post.example", "")
	join("Janneke Demo", "JJ@Post.example", "Testman & Zn.")
	s.finds("zoe", "Zoë van ’t Erf")
	s.finds("ZOË", "Zoë van ’t Erf")
	s.finds("erf verpak", "Zoë van ’t Erf")
	s.finds("jan", "Jan Jansen", "Janneke Demo")
	s.finds("jan jansen", "Jan Jansen")
	s.finds("ansen")
	s.finds("jj@post.EXAMPLE", "Janneke Demo")
	s.finds("post.example", "Jan Jansen", "Janneke Demo")
	s.finds(zoe.Reference(), "Zoë van ’t Erf")
	s.finds(zoe.ID, "Zoë van ’t Erf")
	s.finds("testman zn", "Janneke Demo")
	for _, nothing := range []string{"", " ", "j", "%", "_an", "jan' OR 1=1"} {
		s.finds(nothing)
	}

	_, err := s.Edit(s.ctx, zoe.ID, events.EditCommand{Name: "Zoë Nieuw", Language: "nl"})
	s.must(err)
	s.finds("erf", "Zoë Nieuw") // the address
	s.finds("nieuw", "Zoë Nieuw")
	s.must(s.SetNote(s.ctx, zoe.ID, events.NoteCommand{Text: "belt terug"}))
	s.mail()
	_, err = s.Erase(s.ctx, zoe.ID)
	s.must(err)
	s.mail()
	_, err = s.Prune(s.ctx)
	s.must(err)
	s.finds("nieuw")
	s.finds("zoe")
	s.finds(zoe.Reference()) // nothing at all is left to find the person by
	if p, err := s.Person(s.ctx, zoe.ID); err != nil || p.Note != "" || p.Registration.ErasedAt.IsZero() {
		t.Errorf("of somebody erased is left %+v, %v", p.Note, err)
	}

	found, err := s.Search(s.ctx, "werk zorg")
	s.must(err)
	if len(found.Sessions) != 1 || found.Sessions[0].ID != session.ID {
		t.Errorf("by title: %+v", found.Sessions)
	}
	if n, err := s.IndexSearch(s.ctx, 10); n != 0 || err != nil {
		t.Errorf("%d still to index, %v", n, err)
	}
}

// However many sessions there are, and however few at a time, none is left out.
func TestIndexingGoesOn(t *testing.T) {
	s := newStory(t)
	offering := s.offer(func(in *events.OfferingInput) { in.Capacity = nil })
	for range 5 {
		s.draft(offering, nil)
	}
	session := s.session(offering, nil)
	for _, who := range []string{"ann", "bo", "cas"} {
		s.register(session, who)
	}
	for range 20 {
		n, err := s.IndexSearch(s.ctx, 1)
		s.must(err)
		if n == 0 {
			s.finds("cas", "cas")
			return
		}
	}
	t.Error("the index is never done")
}
