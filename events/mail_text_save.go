package events

import "context"

// What is written down about mail texts; the thing is "mail_text" and its key,
// the detail its language.
const (
	AuditTextSaved  AuditWhat = "mail_text_saved"
	AuditTextReset  AuditWhat = "mail_text_reset"
	AuditTextTested AuditWhat = "mail_text_tested"
)

// MailTextInput is a text to be kept.
type MailTextInput struct {
	Key, Language string
	// Base is the version that was read, 0 where there was none.
	Base   int64
	Source string
	By     string
}

// SaveMailText makes a new version of a text. Letters use it from their next
// attempt on. Refusals: CodeValidation, CodeNotFound for a text that there is
// none of, CodeVersionConflict with the MailText that somebody else saved
// meanwhile. A text that is the same makes no version.
func (s *Service) SaveMailText(ctx context.Context, book TextBook, in MailTextInput) (MailText, error) {
	source := tidySource(in.Source)
	return s.putMailText(ctx, in, source, AuditTextSaved, func(p *Programme) error {
		return checkSource(book, p, in.Language, in.Key, source)
	})
}

// CheckMailText refuses what SaveMailText would, and saves nothing.
func (s *Service) CheckMailText(ctx context.Context, book TextBook, language, key, source string) error {
	programme, err := s.Programme(ctx)
	if err != nil {
		return err
	}
	return checkSource(book, &programme, language, key, tidySource(source))
}

// ResetMailText goes back to the embedded text. It refuses as SaveMailText does.
func (s *Service) ResetMailText(ctx context.Context, book TextBook, in MailTextInput) (MailText, error) {
	return s.putMailText(ctx, in, "", AuditTextReset, func(*Programme) error {
		if !book.Known(in.Language, in.Key) {
			return ErrNotFound
		}
		return nil
	})
}

func (s *Service) putMailText(ctx context.Context, in MailTextInput, source string, what AuditWhat, check func(*Programme) error) (MailText, error) {
	var saved MailText
	err := s.update(ctx, func(ctx context.Context, tx Tx) error {
		programme, err := tx.Programme(ctx)
		if err != nil {
			return err
		}
		if err := check(&programme); err != nil {
			return err
		}
		newest, err := newestText(ctx, tx, in.Key, in.Language)
		if err != nil {
			return err
		}
		if newest.Source == source {
			saved = newest
			return nil
		}
		if newest.Version != in.Base {
			return &Error{Code: CodeVersionConflict, Current: newest}
		}
		saved = MailText{
			Key: in.Key, Language: in.Language, Version: newest.Version + 1, Source: source, At: s.clock.Now(), By: in.By,
		}
		if err := tx.PutMailText(ctx, saved); err != nil {
			return err
		}
		return s.audit(ctx, tx, what, "mail_text", in.Key, in.Language)
	})
	return saved, err
}

// newestText is the zero MailText where nobody ever wrote one.
func newestText(ctx context.Context, tx Tx, key, language string) (MailText, error) {
	versions, err := tx.MailTextVersions(ctx, key, language, 1)
	if err != nil || len(versions) == 0 {
		return MailText{}, err
	}
	return versions[0], nil
}
