package reply

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"

	"kantine/events"
)

// MaxUpload is how large a file, or the fields with a text of it, may be.
const MaxUpload = 1 << 20

// Upload is a posted form with a file.
type Upload struct {
	Fields url.Values
	// File is empty where none was chosen.
	File []byte
}

// ReadUpload reads a posted form (multipart/form-data) with the one file that
// stands under file, "" for none. Refusals: UnsupportedMedia, TooLarge beyond
// 1 MB, BadRequest for what is not a form, not UTF-8, or has more than 50
// fields. Nothing is written to disk.
func ReadUpload(w http.ResponseWriter, r *http.Request, file string) (Upload, error) {
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "multipart/form-data" || params["boundary"] == "" {
		return Upload{}, events.Refuse(UnsupportedMedia)
	}
	// The frame of the parts, and the fields beside the file.
	parts := multipart.NewReader(http.MaxBytesReader(w, r.Body, MaxUpload+maxForm), params["boundary"])
	upload := Upload{Fields: url.Values{}}
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return upload, nil
		}
		if err != nil || n >= maxFormFields {
			return Upload{}, unreadable(err)
		}
		content, err := io.ReadAll(io.LimitReader(part, MaxUpload+1))
		switch {
		case err != nil:
			return Upload{}, unreadable(err)
		case len(content) > MaxUpload:
			return Upload{}, events.Refuse(TooLarge)
		}
		name := part.FormName()
		if name == file && file != "" {
			upload.File = content
			continue
		}
		if !Storable(name) || !Storable(string(content)) || part.FileName() != "" {
			return Upload{}, events.Refuse(BadRequest)
		}
		upload.Fields.Add(name, string(content))
	}
}

func unreadable(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return events.Refuse(TooLarge)
	}
	return events.Refuse(BadRequest)
}
