package storetest

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	osuser "os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// oldest is the oldest PostgreSQL that Kantine supports.
const oldest = 15

// findBin finds Debian's PostgreSQL: the oldest supported one that is there.
func findBin() (string, error) {
	for version := oldest; version < oldest+10; version++ {
		bin := fmt.Sprintf("/usr/lib/postgresql/%d/bin", version)
		if _, err := os.Stat(bin + "/initdb"); err == nil {
			return bin, nil
		}
	}
	return "", fmt.Errorf("no PostgreSQL %d or later in /usr/lib/postgresql: run make install", oldest)
}

// unprivileged names the account under which PostgreSQL is to run, since it
// refuses root: nil for whoever is not root, else postgres (Debian's package
// makes it) or nobody.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	account, err := osuser.Lookup("postgres")
	if err != nil {
		account, err = osuser.Lookup("nobody")
	}
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// own gives path to the account, if there is one to give it to.
func own(path string, account *syscall.Credential) error {
	if account == nil {
		return nil
	}
	return os.Chown(path, int(account.Uid), int(account.Gid))
}

// cluster fills dir/data with a new cluster and returns its superuser's
// password. initdb takes seconds, so its outcome is kept in the user's cache
// and copied; without a cache it runs each time.
func cluster(bin, dir string, account *syscall.Credential) (password string, err error) {
	version := filepath.Base(filepath.Dir(bin))
	cache, err := os.UserCacheDir()
	if err != nil {
		return initdb(bin, dir, account)
	}
	// The layout's number rises when initdb's options change.
	template := filepath.Join(cache, "kantine-tests", fmt.Sprintf("pg-%s-%d-layout1", version, os.Geteuid()))
	if password, err := copyCluster(template, dir); err == nil {
		return password, nil
	} else if !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	if password, err = initdb(bin, dir, account); err != nil {
		return "", err
	}
	return password, keep(dir, template)
}

// initdb makes a cluster in dir/data that wants a password, which it also
// writes to dir/password: on a shared machine the loopback is open to others.
func initdb(bin, dir string, account *syscall.Credential) (password string, err error) {
	password = rand.Text()
	file := filepath.Join(dir, "password")
	if err := os.WriteFile(file, []byte(password), 0o600); err != nil {
		return "", err
	}
	if err := own(file, account); err != nil {
		return "", err
	}
	cmd := exec.Command(bin+"/initdb", "--pgdata="+filepath.Join(dir, "data"), "--username="+user,
		"--pwfile="+file, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
	cmd.Dir = dir
	cmd.Env = []string{"LC_ALL=C", "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: account}
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("initdb: %w: %s", err, out)
	}
	return password, nil
}

// copyCluster copies a kept cluster into dir, owners and modes included.
// fs.ErrNotExist means that none is kept.
func copyCluster(template, dir string) (password string, err error) {
	secret, err := os.ReadFile(filepath.Join(template, "password"))
	if err != nil {
		return "", err
	}
	return string(secret), copyAll(template, dir)
}

// keep stores the cluster of dir as template. It appears whole or not at all,
// and whoever comes second leaves the first one's alone.
func keep(dir, template string) error {
	if err := os.MkdirAll(filepath.Dir(template), 0o700); err != nil {
		return err
	}
	part, err := os.MkdirTemp(filepath.Dir(template), "part-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(part)
	if err := copyAll(dir, part); err != nil {
		return err
	}
	if err := os.Rename(part, template); err != nil && !errors.Is(err, os.ErrExist) && !errors.Is(err, syscall.ENOTEMPTY) {
		return err
	}
	return nil
}

// copyAll copies the cluster and its password from one directory to another.
func copyAll(from, to string) error {
	out, err := exec.Command("cp", "-a", "--reflink=auto",
		filepath.Join(from, "data"), filepath.Join(from, "password"), to).CombinedOutput()
	if err != nil {
		return fmt.Errorf("copying a cluster: %w: %s", err, out)
	}
	return nil
}
