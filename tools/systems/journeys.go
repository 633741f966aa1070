package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/envparity/envparity/journeys"
)

// travelled is a run of three journeys: all alike in one, half as much again everywhere but in the reference in another, and a tail of slow answers in
// one environment in the third, in which another one fails now and then.
func travelled(envs []string) *journeys.Run {
	run := &journeys.Run{
		Schema: journeys.Schema, RunID: "00112233445566778899aabbccddeeff", StartedAt: time.Now().Add(-time.Hour).UTC().Truncate(time.Second), Tool: "systems", Origin: "run", Seed: 7,
	}
	ref := envs[len(envs)-1]
	for _, e := range envs {
		run.Targets = append(run.Targets, journeys.TargetInfo{
			Name: e, Reference: e == ref, BaseURL: "https://" + e + ".shop.example", Traces: "https://traces.example/" + e + "/" + journeys.TraceHole,
		})
	}
	r := rand.New(rand.NewPCG(7, 7)) //nolint:gosec // times of an example
	for _, name := range []string{"log in", "search", "check out"} {
		j := journeys.JourneyRun{
			Name: name, Source: "envparity.hcl", Connections: journeys.Warm, Rounds: rounds, Paired: true,
			Steps: []journeys.StepRun{{Name: "open", Request: "GET /"}, {Name: name, Request: "GET /" + name}},
		}
		for round := 1; round <= rounds; round++ {
			for _, e := range envs {
				j.Samples = append(j.Samples, sample(r, name, e, e == ref, round))
			}
		}
		run.Journeys = append(run.Journeys, j)
	}
	return run
}

// rounds is enough for a tail of one in ten to be a finding.
const rounds = 120

func sample(r *rand.Rand, journey, env string, ref bool, round int) journeys.Sample {
	took := 40 * math.Exp(0.2*r.NormFloat64()) // milliseconds
	if journey == "search" && !ref {
		took *= 1.6
	}
	if journey == "check out" && env == "staging" && r.Float64() < 0.12 {
		took += 800
	}
	total := time.Duration(took * float64(time.Millisecond))
	s := journeys.Sample{Environment: env, Round: round, Start: time.Duration(round) * time.Second, Total: total, Wall: total}
	for i, name := range []string{"open", journey} {
		part := total / 5
		if i == 1 {
			part = total - part
		}
		s.Steps = append(s.Steps, journeys.StepSample{
			Step: name, Status: 200, Total: part, Phases: journeys.Phases{Wait: part}, FirstByte: part, Reused: true, Proto: "HTTP/1.1", Remote: "10.0.0.7:443",
			WireBytes: 900, BodyBytes: 900, Trace: fmt.Sprintf("%016x%016x", r.Uint64(), r.Uint64()), At: s.Start,
		})
	}
	if journey == "check out" && env == "uat" && r.Float64() < 0.1 {
		last := &s.Steps[1]
		s.Failed, last.Status, last.Failures = true, 503, []string{"status 503, expected one below 400"}
	}
	return s
}
