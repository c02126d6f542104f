using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Carewright.Bench.Processes;
using Carewright.Bench.Results;

namespace Carewright.Bench.Rows;

/// <summary>
/// One export of the whole record as a client makes it: kicked off, asked for until it is done, its files sealed on the disk. Runs twice and gives the second, with the memory that the server took meanwhile.
/// </summary>
internal sealed class ExportRow(int port, string token, Child server)
{
    public const string Name = "bulk export";

    public async Task<BenchRow> RunAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}"), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        await ExportAsync(http, cancellationToken);
        var (before, used) = (server.ResidentBytes, server.ProcessorTime);
        var (resources, seconds, most) = await ExportAsync(http, cancellationToken);
        var each = (server.ProcessorTime - used).TotalMicroseconds / resources;
        var note = $"{resources:N0} resources, authorised, sealed to disk, on record; {Numbers.Text(each)} us of processor time each; memory {Numbers.Text(before / 1e6)} MB before, at most {Numbers.Text(most / 1e6)} MB meanwhile";
        return new BenchRow(Name, "resources/s", resources / seconds, null, null, null, null, 0, note, [Bar.AtLeast(resources / seconds, 20_000, "resources/s")]);
    }

    private async Task<(long Resources, double Seconds, long MostBytes)> ExportAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/fhir/$export") { Headers = { { "Prefer", "respond-async" } } };
        var started = Stopwatch.GetTimestamp();
        using var accepted = await http.SendAsync(request, cancellationToken);
        if (accepted.StatusCode != HttpStatusCode.Accepted || accepted.Content.Headers.ContentLocation is not { } job)
            throw new BenchFault($"The export is not accepted: {(int)accepted.StatusCode}.");
        var most = 0L;
        while (true)
        {
            using var answer = await http.GetAsync(job, cancellationToken);
            most = Math.Max(most, server.ResidentBytes);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
                using var manifest = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
                using var deleted = await http.DeleteAsync(job, cancellationToken);
                return (manifest.RootElement.GetProperty("output").EnumerateArray().Sum(file => file.GetProperty("count").GetInt64()), seconds, most);
            }
            if (answer.StatusCode != HttpStatusCode.Accepted)
                throw new BenchFault($"The export ends with {(int)answer.StatusCode}.");
            await Task.Delay(20, cancellationToken);
        }
    }
}
