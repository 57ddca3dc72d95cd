package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// source is one file as it was read.
type source struct {
	name string
	data []byte
}

// encoding takes off a byte order mark and tells whether the rest is UTF-8.
func (s *source) encoding(to *gatherer) bool {
	s.data = bytes.TrimPrefix(s.data, []byte("\ufeff"))
	if utf8.Valid(s.data) {
		return true
	}
	at := 0
	for at < len(s.data) {
		r, size := utf8.DecodeRune(s.data[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	line, column := s.position(at)
	to.add(Fault{File: s.name, Line: line, Message: fmt.Sprintf("column %d: this is not UTF-8: save the file as UTF-8", column)})
	return false
}

// position gives line and column of a byte, both from 1; columns count
// characters.
func (s *source) position(at int) (line, column int) {
	before := s.data[:min(max(at, 0), len(s.data))]
	return bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
}

// syntax tells whether the file is JSON; after that no reader of it can stumble
// over a token.
func (s *source) syntax(to *gatherer) bool {
	if len(bytes.TrimSpace(s.data)) == 0 {
		to.add(Fault{File: s.name, Message: "the file is empty: give a programme in schema kantine/1"})
		return false
	}
	var raw json.RawMessage
	err := json.Unmarshal(s.data, &raw)
	if err == nil {
		return true
	}
	var wrong *json.SyntaxError
	if !errors.As(err, &wrong) {
		to.add(Fault{File: s.name, Message: "this is not JSON: correct it"})
		return false
	}
	// Offset counts the bytes read, the offending one included, unless the
	// file just ended.
	at := int(wrong.Offset) - 1
	if strings.Contains(wrong.Error(), "unexpected end") {
		at = len(s.data)
	}
	line, column := s.position(at)
	to.add(Fault{File: s.name, Line: line, Message: fmt.Sprintf("column %d: this is not JSON: %v", column, wrong)})
	return false
}

// compact takes out the white space, so that what is kept as it came does not
// depend on how the file was laid out. No position can be told after it.
func (s *source) compact() {
	var b bytes.Buffer
	if json.Compact(&b, s.data) == nil {
		s.data = b.Bytes()
	}
}
