package telemetry

import (
	"bytes"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// MeasureProcess adds the figures of the process itself: memory, its limit, processor time.
func (m *Metrics) MeasureProcess() {
	m.Gauge("go_goroutines", "Running goroutines.", func() float64 { return float64(runtime.NumGoroutine()) })
	m.Gauge("go_memory_bytes", "Memory obtained from the system.", func() float64 {
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return float64(s.Sys)
	})
	m.Gauge("process_resident_memory_bytes", "Memory in use, 0 where the system does not say.", residentBytes)
	m.Gauge("memory_limit_bytes", "Memory that the process may use: the limit of its container or all of the machine.", limitBytes)
	m.Counter("process_cpu_seconds_total", "Processor time used.", processorSeconds)
}

// residentBytes is the second number of /proc/self/statm, in pages.
func residentBytes() float64 {
	b, err := os.ReadFile("/proc/self/statm")
	fields := bytes.Fields(b)
	if err != nil || len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseFloat(string(fields[1]), 64) // 0 when it is no number
	return pages * float64(os.Getpagesize())
}

// limitBytes is the limit of the container, else the memory of the machine.
func limitBytes() float64 {
	machine := machineBytes()
	b, err := os.ReadFile("/sys/fs/cgroup/memory.max")
	if err != nil {
		return machine
	}
	limit, err := strconv.ParseFloat(string(bytes.TrimSpace(b)), 64)
	if err != nil || limit <= 0 || limit > machine && machine > 0 { // "max" is no limit
		return machine
	}
	return limit
}

// machineBytes is the first line of /proc/meminfo: "MemTotal: 12345 kB".
func machineBytes() float64 {
	b, err := os.ReadFile("/proc/meminfo")
	fields := bytes.Fields(b)
	if err != nil || len(fields) < 2 {
		return 0
	}
	kilobytes, _ := strconv.ParseFloat(string(fields[1]), 64) // 0 when it is no number
	return kilobytes * 1024
}

func processorSeconds() float64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()).Seconds()
}
