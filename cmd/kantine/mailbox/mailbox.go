// Package mailbox is the demo's mail server and reader in one: letters that
// would have gone out are kept in memory and shown at /dev/mailbox.
//
// It is floor 4, part of cmd/kantine. It must not be reachable outside the
// demo: whoever sees it reads everybody's mail.
package mailbox

import (
	"context"
	"sync"
	"time"

	"kantine/events"
)

// Renderer gives the bytes that would go over the wire.
type Renderer interface {
	Render(ctx context.Context, l events.Letter) ([]byte, error)
}

// kept is how many letters the mailbox holds; the oldest go first.
const kept = 1000

// Mailbox takes letters instead of a mail server.
type Mailbox struct {
	renderer Renderer

	mu      sync.RWMutex
	letters []letter // oldest first
	next    int
}

// letter is one mail as it would have arrived.
type letter struct {
	number    int
	kind      events.MessageKind
	recipient string
	at        time.Time
	raw       []byte
}

// New makes an empty mailbox.
func New(renderer Renderer) *Mailbox { return &Mailbox{renderer: renderer, next: 1} }

// Send implements scheduler.Sender: it writes the letter and keeps it.
func (m *Mailbox) Send(ctx context.Context, l events.Letter) events.Outcome {
	mine, err := l.StillMine(ctx)
	if err != nil || !mine {
		return events.Outcome{Status: events.OutcomeLost, Detail: "the lease has passed"}
	}
	raw, err := m.renderer.Render(ctx, l)
	if err != nil {
		return events.Outcome{Status: events.OutcomeUnwritable, Detail: err.Error()}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.letters = append(m.letters, letter{m.next, l.Text, l.To, l.Now, raw})
	m.next++
	if len(m.letters) > kept {
		m.letters = append([]letter(nil), m.letters[len(m.letters)-kept:]...)
	}
	return events.Outcome{Status: events.OutcomeDelivered}
}

// all gives the letters, newest first.
func (m *Mailbox) all() []letter {
	m.mu.RLock()
	defer m.mu.RUnlock()
	newest := make([]letter, 0, len(m.letters))
	for i := len(m.letters) - 1; i >= 0; i-- {
		newest = append(newest, m.letters[i])
	}
	return newest
}

func (m *Mailbox) find(number int) (letter, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	for _, l := range m.letters {
		if l.number == number {
			return l, true
		}
	}
	return letter{}, false
}
