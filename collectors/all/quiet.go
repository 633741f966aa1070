package all

import (
	"io"
	"log"
	"log/slog"

	"github.com/sirupsen/logrus"
	"k8s.io/klog/v2"
)

// Quiet stops the libraries below the collectors from writing to the terminal by themselves: their warnings can quote values, and they would draw
// over the screen. What matters of them is in the outcomes. The program calls it once, at its start.
func Quiet() {
	nobody := slog.New(slog.DiscardHandler)
	slog.SetDefault(nobody)
	log.SetOutput(io.Discard) // last: setting slog's default redirects log
	logrus.SetOutput(io.Discard)
	klog.SetSlogLogger(nobody)
}
