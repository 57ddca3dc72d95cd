package probe

import (
	"os"
	"path/filepath"
	"syscall"
)

// Disk is a file to append to.
type Disk struct {
	file *os.File
	page [4096]byte
}

// OpenDisk makes the file in dir, which should be the database's.
func OpenDisk(dir string) (*Disk, error) {
	f, err := os.Create(filepath.Join(dir, "fdatasync.probe"))
	if err != nil {
		return nil, err
	}
	return &Disk{file: f}, nil
}

// Append writes 4 KiB and returns when they are on the disk.
func (d *Disk) Append() error {
	if _, err := d.file.Write(d.page[:]); err != nil {
		return err
	}
	return syscall.Fdatasync(int(d.file.Fd()))
}

// Close takes the file away again.
func (d *Disk) Close() error {
	_ = os.Remove(d.file.Name()) // a probe's remains, in a directory that goes with it
	return d.file.Close()
}
