package mailtest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"
)

func (c *session) data() error {
	if !c.open || len(c.to) == 0 {
		return c.say("503 5.5.1 need RCPT")
	}
	fault, alive := c.server.strike(Data, c.to...)
	if done, err := c.fail(fault, alive); done {
		return err
	}
	if err := c.say("354 go ahead"); err != nil {
		return err
	}
	raw, err := c.body()
	if err != nil {
		return err
	}
	m := Message{
		From: c.from, To: slices.Clone(c.to), Params: c.params, Helo: c.helo, TLS: c.tls, User: c.user,
		Connection: c.number, ConnectedAt: c.at, At: time.Now(), Raw: raw,
	}
	c.reset()
	if raw == nil {
		return c.say("552 5.3.4 too big")
	}
	return c.end(m)
}

// body reads up to the final dot; nil when the message outgrew the limit.
func (c *session) body() ([]byte, error) {
	raw, tooBig, lineStart, last := []byte{}, false, true, byte(0)
	for {
		if err := c.ready(); err != nil {
			return nil, err
		}
		part, err := c.r.ReadSlice('\n')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return nil, err
		}
		if lineStart && string(part) == ".\r\n" {
			break
		}
		kept := part
		if lineStart {
			kept = bytes.TrimPrefix(part, []byte("."))
		}
		if tooBig = tooBig || len(raw)+len(kept) > c.server.opts.MaxSize; !tooBig {
			raw = append(raw, kept...)
		}
		// Only CRLF ends a line; a full buffer may have parted the two.
		if len(part) > 1 {
			last = part[len(part)-2]
		}
		lineStart = last == '\r' && part[len(part)-1] == '\n'
		last = part[len(part)-1]
	}
	if tooBig {
		return nil, nil
	}
	return raw, nil
}

// end gives, or withholds, the answer to the final dot.
func (c *session) end(m Message) error {
	fault, alive := c.server.strike(End, m.To...)
	if fault.Cut == NoCut || !alive {
		if done, err := c.fail(fault, alive); done {
			return err
		}
	}
	m.Replied = fault.Cut == NoCut || fault.Cut == CutAfter
	answer := ""
	if fault.Cut != CutLost {
		number, err := c.server.keep(m)
		answer = fmt.Sprintf("250 2.0.0 kept as %d", number)
		if err != nil {
			return c.say("451 4.3.0 could not keep it")
		}
	}
	if !m.Replied {
		if c.server.opts.OnDrop != nil {
			c.server.opts.OnDrop(Drop{At: time.Now(), To: m.To, Kept: fault.Cut == CutKept})
		}
		return net.ErrClosed
	}
	if err := c.say(answer); err != nil {
		return err
	}
	if fault.Cut == CutAfter {
		return errHangUp
	}
	return nil
}
