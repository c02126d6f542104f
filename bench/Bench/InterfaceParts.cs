using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Carewright.Bench.Processes;
using Carewright.Host.Consoles;
using Carewright.Interfaces.Partners;
using Carewright.LoadGenerator;
using Carewright.Mllp;
using Carewright.Security;

namespace Carewright.Bench;

/// <summary>
/// <c>parts interface</c>: results over MLLP end to end: into the server, mapped, validated, in the record with its audit records, durable, acknowledged by the application. First as many as go, then half as many at even intervals.
/// The sender runs beside the server on the same machine.
/// </summary>
internal static class InterfaceParts
{
    private const int Lines = 16;
    private const int Window = 16;
    private const int Patients = 400;
    private static readonly TimeSpan s_warm = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(8);

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("carewright-interface-bench-");
        try
        {
            var port = FreePort();
            await PrepareAsync(folder.FullName, port);
            await using var server = Child.Start("serve", folder.FullName, "0");
            await server.LineAsync(CancellationToken.None);
            foreach (var observations in new[] { 1, 8 })
            {
                var load = new Load(port, observations);
                await load.OpenAsync();
                await load.RunAsync(s_warm, null);
                var before = server.ProcessorTime;
                var (rate, latency) = await load.RunAsync(s_duration, null);
                Tell($"{observations} observations a message, as many as go", rate, latency, (server.ProcessorTime - before) / latency.Count);
                (var half, latency) = await load.RunAsync(s_duration, rate / 2);
                Tell($"{observations} observations a message, half as many", half, latency, null);
            }
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Tell(string what, double rate, LatencyHistogram latency, TimeSpan? each) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{what}: {rate:N0} messages/s, {Milliseconds(latency, 0.5):N1} ms, p99 {Milliseconds(latency, 0.99):N1} ms{(each is { } time ? $", {time.TotalMicroseconds:N0} us of the server's processor time each" : "")}"));

    private static double Milliseconds(LatencyHistogram latency, double quantile) => latency.Quantile(quantile) / 1e6;

    private static async Task PrepareAsync(string folder, int port)
    {
        await using var clinic = await BenchStore.OpenAsync(folder, mayCreate: true);
        await using var console = new LocalConsole(clinic, ownsClinic: false);
        await console.InitAsync(new TenantDraft("Bench clinic", "administrator", "Administrator", "wright-a-bench-clinic"), isDemonstration: true, CancellationToken.None);
        using var partners = new PartnerRegister(clinic.Store.Private, clinic.Parts.Accounts, clinic.Parts.Policies);
        var issues = await partners.PutAsync(new Partner("lab", "Laboratory") { Acknowledge = AcknowledgeWhen.Applied, Receive = new PartnerPort(port, false) { Addresses = ["127.0.0.1"] } }, CancellationToken.None);
        if (issues.Count > 0)
            throw new BenchFault(issues[0].Message);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Many lines that send results of people with names of their own.</summary>
    private sealed class Load(int port, int observations)
    {
        private int _sent;

        /// <summary>Waits until the port is there: it opens a moment after the server.</summary>
        public async Task OpenAsync()
        {
            await using var client = new MllpClient(new MllpClientOptions("127.0.0.1", port) { FirstPause = TimeSpan.FromMilliseconds(50), LongestPause = TimeSpan.FromMilliseconds(50) }, TimeProvider.System);
            while ((await client.SendAsync(Message(), CancellationToken.None)).Outcome == MllpOutcome.NotSent)
            {
            }
        }

        public async Task<(double Rate, LatencyHistogram Latency)> RunAsync(TimeSpan duration, double? rate)
        {
            var started = Stopwatch.GetTimestamp();
            var all = await Task.WhenAll(Enumerable.Range(0, Lines).Select(line => Task.Run(() => LineAsync(line, started, duration, rate / Lines / Window))));
            var elapsed = Stopwatch.GetElapsedTime(started);
            var sum = new LatencyHistogram();
            foreach (var one in all.SelectMany(each => each))
                sum.Add(one);
            return (sum.Count / elapsed.TotalSeconds, sum);
        }

        private async Task<LatencyHistogram[]> LineAsync(int line, long started, TimeSpan duration, double? rate)
        {
            await using var client = new MllpClient(new MllpClientOptions("127.0.0.1", port) { Window = Window }, TimeProvider.System);
            return await Task.WhenAll(Enumerable.Range(0, Window).Select(place => SendAsync(client, (line * Window) + place, started, duration, rate)));
        }

        // At an even rate, what one message is late by counts for the next: a sender in a clinic does not wait for the server either.
        private async Task<LatencyHistogram> SendAsync(MllpClient client, int sender, long started, TimeSpan duration, double? rate)
        {
            var (latency, count) = (new LatencyHistogram(), 0);
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var begun = Stopwatch.GetTimestamp();
                if (rate is { } even)
                {
                    var due = TimeSpan.FromSeconds((count + (sender / (double)(Lines * Window))) / even);
                    if (due - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } wait)
                        await Task.Delay(wait);
                    begun = started + (long)(due.TotalSeconds * Stopwatch.Frequency);
                }
                count++;
                var reply = await client.SendAsync(Message(), CancellationToken.None);
                if (!reply.IsAccepted)
                    throw new BenchFault($"A message was not acknowledged: {reply.Outcome} {reply.Code} {reply.Reason}");
                latency.RecordSince(begun);
            }
            return latency;
        }

        private byte[] Message()
        {
            var number = Interlocked.Increment(ref _sent);
            var patient = number % Patients;
            var random = new Random(patient);
            string Name() => string.Concat(Enumerable.Range(0, 5).Select(_ => $"{"bcdfghjklmnprstvwz"[random.Next(18)]}{"aeiou"[random.Next(5)]}"));
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"MSH|^~\\&|LIS|LAB|CW|CLINIC|20260301070000||ORU^R01^ORU_R01|C{observations}-{number}|P|2.5.1\r");
            text.Append(CultureInfo.InvariantCulture, $"PID|1||M{patient}^^^LAB^MR||{Name()}^{Name()}||{new DateTime(1940, 1, 1).AddDays(patient * 67):yyyyMMdd}|F|||12 Test Street^^Springfield^IL^62701\r");
            text.Append(CultureInfo.InvariantCulture, $"ORC|RE|O{observations}-{number}^CW|F{observations}-{number}^LAB||CM\rOBR|1|O{observations}-{number}^CW|F{observations}-{number}^LAB|51990-0^Panel^LN|||20260301060000||||||||1^Test^Orders|||||||20260301065500||LAB|F\r");
            for (var i = 1; i <= observations; i++)
                text.Append(CultureInfo.InvariantCulture, $"OBX|{i}|NM|{2820 + i}-{i}^Analyte {i}^LN||{random.Next(1, 90) / 10.0:0.0}|mmol/L|3.5-5.1|N|||F|||20260301060000\r");
            return Encoding.ASCII.GetBytes(text.ToString());
        }
    }
}
