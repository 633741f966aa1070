//go:build !unix

package workspace

import (
	"errors"
	"os"
	"time"
)

// lockPatience is how long another process may keep a lock.
const lockPatience = 10 * time.Second

// lock keeps other processes of this program from changing path until unlock is called. It ignores the lock file of a killed process after
// lockPatience.
func lock(path string) (unlock func(), err error) {
	name := path + ".lock"
	for end := time.Now().Add(lockPatience); ; time.Sleep(20 * time.Millisecond) {
		f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err == nil {
			_ = f.Close()
			return func() { _ = os.Remove(name) }, nil
		}
		if !errors.Is(err, os.ErrExist) {
			return nil, err
		}
		if time.Now().After(end) {
			_ = os.Remove(name)
		}
	}
}
