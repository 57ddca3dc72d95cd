package exchange

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"kantine/events"
)

const (
	// maxFile is the size in bytes beyond which a file is refused.
	maxFile = 64 << 20

	programmeFile     = "programme.json"
	registrationsFile = "registrations.csv"
)

// Read reads a programme in schema kantine/1: a file, or a directory with
// programme.json and, if it is there, registrations.csv. Any other file of a
// directory is passed over: the other CSVs of an export are flat copies of what
// stands in programme.json, for spreadsheets. zone is the IANA name of the zone
// for a programme that names none.
//
// What is wrong with the files comes back as a *Refusal; any other error is one
// of the disk.
func Read(ctx context.Context, path, zone string) (events.Bundle, error) {
	info, err := os.Stat(path)
	if err != nil {
		return events.Bundle{}, fmt.Errorf("import: %w", err)
	}
	programme, registrations := path, ""
	if info.IsDir() {
		programme, registrations = filepath.Join(path, programmeFile), filepath.Join(path, registrationsFile)
	}
	files := make([]source, 0, 2)
	for _, name := range []string{programme, registrations} {
		if name == "" {
			continue
		}
		if err := ctx.Err(); err != nil {
			return events.Bundle{}, fmt.Errorf("import: %w", err)
		}
		file, err := load(name)
		if name == registrations && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return events.Bundle{}, fmt.Errorf("import: %w", err)
		}
		files = append(files, file)
	}
	return parse(files, zone)
}

// load reads a file, but never more than may be.
func load(path string) (source, error) {
	f, err := os.Open(path)
	if err != nil {
		return source{}, err
	}
	defer func() { _ = f.Close() }() // only read
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return source{}, err
	}
	return source{name: filepath.Base(path), data: data}, nil
}

// parse makes a Bundle of a programme file and, second, its registrations.
func parse(files []source, zone string) (events.Bundle, error) {
	r := newReader(zone)
	for i := range files {
		if len(files[i].data) > maxFile {
			r.add(Fault{File: files[i].name, Message: fmt.Sprintf("is larger than %d MB: split it", maxFile>>20)})
			continue
		}
		sound := files[i].encoding(&r.gatherer)
		switch {
		case !sound:
		case i == 0 && files[i].syntax(&r.gatherer):
			files[i].compact()
			r.programme(files[i])
		case i == 1 && r.read:
			r.registrations(files[i])
		}
	}
	if err := r.err(); err != nil {
		return events.Bundle{}, err
	}
	return r.bundle, nil
}
