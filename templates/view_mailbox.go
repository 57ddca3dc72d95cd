package templates

import "time"

// MailboxPage is "/dev/mailbox", in the demo only: the letters that would
// have gone out, newest first.
type MailboxPage struct {
	Layout
	Items []MailboxItem
}

func (MailboxPage) page() string { return "mailbox" }

// MailboxItem is one letter in the list.
type MailboxItem struct {
	Path      string
	Recipient string
	Subject   string
	// Kind is the message kind as in the contract; another word is shown as it is.
	Kind string
	At   time.Time
}

// MailboxPart is one way to look at a letter.
type MailboxPart string

// The parts, in the order of their tabs.
const (
	MailboxText     MailboxPart = "text"
	MailboxHTML     MailboxPart = "html"
	MailboxCalendar MailboxPart = "calendar"
	MailboxRaw      MailboxPart = "raw"
)

// MailboxMessagePage is one letter.
type MailboxMessagePage struct {
	Layout
	Item MailboxItem
	// ListPath leads back.
	ListPath string
	// Tabs are the parts this letter has.
	Tabs []MailboxTab
	// Part is the one shown.
	Part MailboxPart
	// Body is the part as text; for MailboxHTML it is empty and HTMLPath is the
	// route of the HTML alone, shown in a sandboxed frame. The page then needs
	// frame-src 'self', and that route frame-ancestors 'self'.
	Body     string
	HTMLPath string
}

func (MailboxMessagePage) page() string { return "mailbox_message" }

// MailboxTab is one link to a part.
type MailboxTab struct {
	Part MailboxPart
	Path string
}
