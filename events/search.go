package events

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SearchResult is what a search over everything found.
type SearchResult struct {
	// Registrations are at most searchShown; More tells that there are others.
	Registrations []Attendee
	More          bool
	Sessions      []SessionTitle
	Employers     []Employer
}

// How much a search shows, and how much it indexes before it looks.
const (
	searchShown = 50
	searchFew   = 20
	indexAtOnce = 100
	// searchedEmployers is among how many the words are looked for.
	searchedEmployers = 200
)

// Search finds registrations by name, address, employer and reference,
// sessions by title, and employers by name and KVK number. Each word of the
// query is the beginning of a word; those of one letter are left out.
func (s *Service) Search(ctx context.Context, query string) (SearchResult, error) {
	var result SearchResult
	terms := searchTerms(query)
	if len(terms) == 0 {
		return result, nil
	}
	// Those who came in the last minute; a whole import is the scheduler's.
	if _, err := s.IndexSearch(ctx, indexAtOnce); err != nil {
		return result, err
	}
	return view(ctx, s, func(ctx context.Context, tx Tx) (SearchResult, error) {
		registrations, err := tx.SearchRegistrations(ctx, terms, searchShown+1)
		if err != nil {
			return result, err
		}
		result.More = len(registrations) > searchShown
		companies := companies{}
		for i := range registrations[:min(len(registrations), searchShown)] {
			a := Attendee{Registration: registrations[i]}
			if a.Session, err = tx.Session(ctx, a.Registration.SessionID); err != nil {
				return result, err
			}
			if a.Company, err = companies.name(ctx, tx, a.Registration.Employer); err != nil {
				return result, err
			}
			result.Registrations = append(result.Registrations, a)
		}
		return result, findPlans(ctx, tx, terms, &result)
	})
}

// findPlans adds sessions, few enough to look at them all, and employers.
func findPlans(ctx context.Context, tx Tx, terms []string, result *SearchResult) error {
	titles, err := tx.SessionTitles(ctx)
	if err != nil {
		return err
	}
	for _, t := range titles {
		if len(result.Sessions) < searchFew && begun(searchWords(t.Title.NL, t.Title.EN, t.Offering.NL, t.Offering.EN), terms) {
			result.Sessions = append(result.Sessions, t)
		}
	}
	employers, err := tx.Employers(ctx, EmployerFilter{Text: longest(terms), Limit: searchedEmployers})
	if err != nil {
		return err
	}
	for _, e := range employers {
		if len(result.Employers) < searchFew && begun(searchWords(e.Name, e.KVK), terms) {
			result.Employers = append(result.Employers, e)
		}
	}
	return nil
}

// longest is the term that the fewest have.
func longest(terms []string) string {
	return slices.MaxFunc(terms, func(a, b string) int { return len(a) - len(b) })
}

// begun tells whether every term begins one of the words.
func begun(words, terms []string) bool {
	return !slices.ContainsFunc(terms, func(term string) bool {
		return !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, term) })
	})
}

// IndexSearch gives up to limit registrations that have none yet the words they
// are found by, and tells how many registrations and sessions it dealt with: 0
// when nothing is left.
func (s *Service) IndexSearch(ctx context.Context, limit int) (int, error) {
	stale, err := view(ctx, s, func(ctx context.Context, tx Tx) ([]SearchMark, error) { return tx.StaleSearch(ctx, 1) })
	if err != nil || len(stale) == 0 {
		return 0, err
	}
	done, marked := 0, 0
	err = s.store.Update(ctx, func(ctx context.Context, tx Tx) error {
		done, marked = 0, 0
		stale, err := tx.StaleSearch(ctx, limit)
		if err != nil {
			return err
		}
		companies := companies{}
		for _, mark := range stale {
			left := limit - done
			if left == 0 {
				return nil
			}
			registrations, err := tx.Unsearched(ctx, mark.SessionID, left)
			if err != nil {
				return err
			}
			for i := range registrations {
				if err := index(ctx, tx, companies, &registrations[i]); err != nil {
					return err
				}
			}
			done += len(registrations)
			if len(registrations) == left {
				continue // there may be more
			}
			if err := tx.MarkSearched(ctx, mark); err != nil {
				return err
			}
			marked++
		}
		return nil
	})
	return done + marked, err
}

// index makes a registration findable as it is now.
func index(ctx context.Context, tx Tx, companies companies, r *Registration) error {
	company, err := companies.name(ctx, tx, r.Employer)
	if err != nil {
		return err
	}
	words := searchWords(r.Name, r.Employer, company, r.Reference(), r.Email)
	words = append(words, strings.ToLower(r.ID), strings.ToLower(strings.ReplaceAll(r.Reference(), "-", "")))
	if r.Email != "" {
		words = append(words, strings.ToLower(r.Email))
	}
	slices.Sort(words)
	return tx.PutSearchWords(ctx, r.ID, slices.Compact(words))
}

// companies are names of employers read once.
type companies map[string]string

// name is an employer's, where a registration names one by its id; else what
// was typed.
func (c companies) name(ctx context.Context, tx Tx, employer string) (string, error) {
	if employer == "" {
		return "", nil
	}
	if name, ok := c[employer]; ok {
		return name, nil
	}
	e, err := tx.Employer(ctx, employer)
	switch {
	case CodeOf(err) == CodeNotFound:
		e.Name = employer
	case err != nil:
		return "", err
	}
	c[employer] = e.Name
	return e.Name, nil
}

const maxTerms = 6

// searchTerms takes a query apart.
func searchTerms(query string) []string {
	var terms []string
	for word := range strings.FieldsSeq(query) {
		if strings.Contains(word, "@") {
			terms = append(terms, strings.ToLower(word))
			continue
		}
		for _, w := range searchWords(word) {
			if utf8.RuneCountInString(w) > 1 {
				terms = append(terms, w)
			}
		}
	}
	return terms[:min(len(terms), maxTerms)]
}

// searchWords takes texts apart into the words that they are found by: letters
// and digits, in lower case, without accents.
func searchWords(texts ...string) []string {
	var words []string
	for _, text := range texts {
		words = append(words, strings.FieldsFunc(unaccented.Replace(strings.ToLower(text)), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r)
		})...)
	}
	return words
}

// unaccented writes letters as somebody without them on the keyboard does.
var unaccented = strings.NewReplacer(
	"á", "a", "à", "a", "â", "a", "ä", "a", "ã", "a", "å", "a", "ą", "a", "ç", "c", "ć", "c", "č", "c", "ď", "d", "đ", "d",
	"é", "e", "è", "e", "ê", "e", "ë", "e", "ę", "e", "ě", "e", "ğ", "g", "í", "i", "ì", "i", "î", "i", "ï", "i", "ı", "i", "ł", "l",
	"ñ", "n", "ń", "n", "ň", "n", "ó", "o", "ò", "o", "ô", "o", "ö", "o", "õ", "o", "ø", "o", "ř", "r", "ś", "s", "š", "s", "ş", "s",
	"ť", "t", "ú", "u", "ù", "u", "û", "u", "ü", "u", "ů", "u", "ý", "y", "ÿ", "y", "ž", "z", "ź", "z", "ż", "z",
	"ß", "ss", "æ", "ae", "œ", "oe", "ĳ", "ij", "'", "", "’", "",
	// as some programs write them: the letter and its accent apart
	"\u0301", "", "\u0300", "", "\u0302", "", "\u0308", "", "\u0303", "", "\u0327", "", "\u030c", "",
)
