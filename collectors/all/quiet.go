package all

import (
	"io"
	"log"
	"log/slog"

	"github.com/sirupsen/logrus"
	"k8s.io/klog/v2"
)

// Quiet stops the collectors' libraries from writing to the terminal: their warnings can quote values and would draw over the screen. Outcomes
// report what matters of the warnings. The program calls Quiet once, at its start.
func Quiet() {
	nobody := slog.New(slog.DiscardHandler)
	slog.SetDefault(nobody)
	log.SetOutput(io.Discard) // last: setting slog's default redirects log
	logrus.SetOutput(io.Discard)
	klog.SetSlogLogger(nobody)
}
