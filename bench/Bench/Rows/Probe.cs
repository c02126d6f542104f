using System.Net.Http.Headers;
using System.Text.Json;

namespace Carewright.Bench.Rows;

/// <summary>Looks at answers before the load starts: a fast wrong answer must not count.</summary>
internal sealed class Probe(int port, string token) : IDisposable
{
    private readonly HttpClient _http = new()
    {
        BaseAddress = new Uri($"http://localhost:{port}"),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    /// <summary>How long until the first authenticated answer; asks again while nobody listens yet.</summary>
    public async Task WaitForAnswerAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return;
                throw new BenchFault($"The first answer is {(int)answer.StatusCode} to {path}.");
            }
            catch (HttpRequestException)
            {
                await Task.Delay(2, cancellationToken);
            }
        }
    }

    /// <summary>Entries of the search Bundle at an address.</summary>
    public async Task<int> EntriesAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = JsonDocument.Parse(await _http.GetByteArrayAsync(new Uri(path, UriKind.Relative), cancellationToken));
        return answer.RootElement.TryGetProperty("entry", out var entries) ? entries.GetArrayLength() : 0;
    }

    /// <summary>Follows a search's next links for so many pages, or to its last one; gives the address of the page it has come to.</summary>
    public async Task<string> WalkAsync(string path, int pages, CancellationToken cancellationToken)
    {
        for (var page = 1; page < pages; page++)
        {
            using var answer = JsonDocument.Parse(await _http.GetByteArrayAsync(new Uri(path, UriKind.Relative), cancellationToken));
            var next = answer.RootElement.GetProperty("link").EnumerateArray().FirstOrDefault(link => link.GetProperty("relation").GetString() == "next");
            if (next.ValueKind == JsonValueKind.Undefined)
                return path;
            path = new Uri(next.GetProperty("url").GetString()!).PathAndQuery;
        }
        return path;
    }

    /// <summary>Posts a Bundle; gives the statuses of entries that did not succeed, and how many resources are in the answer.</summary>
    public async Task<(IReadOnlyList<string> Failed, int Resources)> BatchAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/fhir+json") } };
        using var message = await _http.PostAsync(new Uri("/fhir", UriKind.Relative), content, cancellationToken);
        using var answer = JsonDocument.Parse(await message.Content.ReadAsByteArrayAsync(cancellationToken));
        var failed = new List<string>();
        var resources = 0;
        foreach (var (place, entry) in answer.RootElement.GetProperty("entry").EnumerateArray().Index())
        {
            if (entry.GetProperty("response").GetProperty("status").GetString()!.StartsWith('2') is false)
                failed.Add($"entry {place}: {entry.GetProperty("response").GetProperty("status").GetString()}");
            else if (entry.TryGetProperty("resource", out var resource))
                resources += resource.TryGetProperty("entry", out var inner) ? inner.GetArrayLength() : 1;
        }
        return (failed, resources);
    }

    public void Dispose() => _http.Dispose();
}
