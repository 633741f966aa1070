package workspace

import (
	"net/url"
	"os/exec"
	"runtime"
)

// web shows web pages to the person at this terminal.
type web struct {
	getenv func(string) string
	start  func(*exec.Cmd) error
}

// Open implements screen.Web. It opens nothing but addresses of http and https: the program that opens them would start others for others.
func (w web) Open(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return false
	}
	browser := w.browser()
	return browser != nil && w.start(exec.Command(browser[0], append(browser[1:], address)...)) == nil
}

// startAside starts a program without waiting for it.
func startAside(cmd *exec.Cmd) error {
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }()
	return nil
}

// browser returns the command line that shows a web page to the person at this terminal, nil if there is none: over ssh, without a desktop.
func (w web) browser() []string {
	if line := words(w.getenv("BROWSER")); len(line) > 0 {
		return line
	}
	if w.getenv("SSH_CONNECTION") != "" {
		return nil
	}
	program := []string{"xdg-open"}
	switch runtime.GOOS {
	case "darwin":
		program = []string{"open"}
	case "windows":
		program = []string{"rundll32", "url.dll,FileProtocolHandler"}
	default:
		if w.getenv("DISPLAY") == "" && w.getenv("WAYLAND_DISPLAY") == "" {
			return nil
		}
	}
	if _, err := exec.LookPath(program[0]); err != nil {
		return nil
	}
	return program
}
