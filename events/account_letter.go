package events

import "context"

// aboutUser fills a letter that lets a user choose a password. It goes only
// while its link still works: one that was used, replaced or has expired has
// nothing to say.
func (c *claim) aboutUser(ctx context.Context, l *Letter, m *Message) error {
	if m.Kind == TestLetter {
		return c.aboutTrial(ctx, l, m)
	}
	link, err := c.tx.AccountLink(ctx, m.Rule)
	if CodeOf(err) == CodeNotFound {
		return c.settle(ctx, *m, Cancelled, ReasonSuperseded)
	}
	if err != nil {
		return err
	}
	user, err := c.tx.UserByID(ctx, link.UserID)
	if err != nil {
		return err
	}
	if !user.DisabledAt.IsZero() {
		return c.settle(ctx, *m, Cancelled, ReasonSuperseded)
	}
	m.State = Sending
	c.toUser(l, &user, &link)
	return nil
}

// toUser fills a letter with a link for a user.
func (c *claim) toUser(l *Letter, user *User, link *AccountLink) {
	l.To, l.Language = user.Email, link.Language
	l.Links = c.s.commonLinks()
	l.Links.Action = c.s.link(link.Purpose(), link.ID, 0)
}
