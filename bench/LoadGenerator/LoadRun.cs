using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Carewright.LoadGenerator;

/// <summary>Runs a load against a server on this machine and reports rate, latency and errors.</summary>
public static class LoadRun
{
    /// <summary>
    /// Sends requests over the connections until the time or the number of requests is used up. A closed loop measures what
    /// the server can do at this concurrency; it does not show how a queue would grow under a fixed arrival rate.
    /// </summary>
    /// <exception cref="ArgumentException">The target is not a loopback address, or a number lies outside its limits.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by <paramref name="cancellationToken"/>.</exception>
    public static async Task<LoadReport> ExecuteAsync(LoadSpec spec, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var run = new Shared(spec.Checked(), Stopwatch.GetTimestamp());
        deadline.CancelAfter(spec.Duration + spec.Grace);
        var workers = Enumerable.Range(0, spec.Connections).Select(number => new Worker(run, number)).ToArray();
        // Each worker yields first, so that the loops spread over the pool's threads.
        await Task.WhenAll(workers.Select(worker => worker.RunAsync(deadline.Token)));
        cancellationToken.ThrowIfCancellationRequested();
        return Report(workers, Stopwatch.GetElapsedTime(run.Started));
    }

    private static LoadReport Report(Worker[] workers, TimeSpan elapsed)
    {
        var latency = new LatencyHistogram();
        foreach (var worker in workers) latency.Add(worker.Latency);
        return new LoadReport
        {
            Answers = latency.Count,
            Errors = workers.Sum(worker => worker.Errors),
            FirstError = workers.Select(worker => worker.FirstError).FirstOrDefault(error => error is not null),
            BytesReceived = workers.Sum(worker => worker.BytesReceived),
            Elapsed = elapsed,
            P50 = Time(latency.Quantile(0.50)),
            P95 = Time(latency.Quantile(0.95)),
            P99 = Time(latency.Quantile(0.99)),
            Max = Time(latency.Max),
            Statuses = Enumerable.Range(0, Worker.StatusLimit)
                .Select(status => KeyValuePair.Create(status, workers.Sum(worker => worker.Statuses[status])))
                .Where(pair => pair.Value > 0).ToDictionary(),
        };
    }

    private static TimeSpan Time(long nanoseconds) => TimeSpan.FromTicks((nanoseconds + 99) / 100);

    /// <summary>What the workers of one run share: the plan, the clock and the counter of requests.</summary>
    private sealed class Shared(LoadSpec spec, long started)
    {
        private long _taken;

        public LoadSpec Spec { get; } = spec;

        public long Started { get; } = started;

        /// <summary>The next request's number; false when time or number is used up.</summary>
        public bool TryTake(out long number)
        {
            number = -1;
            if (Stopwatch.GetElapsedTime(Started) >= Spec.Duration) return false;
            number = Interlocked.Increment(ref _taken) - 1;
            return number < Spec.MaxRequests;
        }
    }

    private sealed class Worker(Shared run, int index)
    {
        public const int StatusLimit = 1000;
        private const int PauseAfterBrokenConnectionMilliseconds = 5;

        public LatencyHistogram Latency { get; } = new();

        public long[] Statuses { get; } = new long[StatusLimit];

        public long Errors { get; private set; }

        public string? FirstError { get; private set; }

        public long BytesReceived { get; private set; }

        public async Task RunAsync(CancellationToken ct)
        {
            await Task.Yield();
            using var connection = new HttpConnection(run.Spec.Target);
            try
            {
                while (run.TryTake(out var number))
                {
                    if (!await TrySendAsync(connection, number, ct)) await Task.Delay(PauseAfterBrokenConnectionMilliseconds, ct);
                }
            }
            catch (OperationCanceledException)
            {
                // A request in flight has been counted; the caller decides whether this was a cancellation or the deadline.
                connection.Disconnect();
            }

            BytesReceived = connection.BytesReceived;
        }

        /// <summary>False when the connection broke, so that a dead server is not hammered.</summary>
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        private async ValueTask<bool> TrySendAsync(HttpConnection connection, long number, CancellationToken ct)
        {
            var request = run.Spec.Request(index, number);
            var start = Stopwatch.GetTimestamp();
            try
            {
                var status = await connection.ExchangeAsync(request, ct);
                Statuses[status]++;
                if (run.Spec.IsExpected(status)) Latency.RecordSince(start);
                else Fail($"Unexpected status {status}.");
                return true;
            }
            catch (OperationCanceledException)
            {
                Fail("No answer within the time of the run.");
                throw;
            }
            catch (Exception broken) when (broken is SocketException or InvalidDataException)
            {
                connection.Disconnect();
                Fail(broken.Message);
                return false;
            }
        }

        private void Fail(string reason)
        {
            Errors++;
            FirstError ??= reason;
        }
    }
}
