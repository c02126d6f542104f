using System.Net;
using System.Net.Http.Headers;
using Carewright.Gateway.Outbound;
using Carewright.Kernel;

namespace Carewright.BulkData.Importing;

/// <summary>A file that is being read: its content and the tag of its version.</summary>
internal sealed record OpenedFile(Stream Content, string? Tag, IDisposable? Owner) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Content.DisposeAsync().ConfigureAwait(false);
        Owner?.Dispose();
    }
}

/// <summary>
/// Fetches files from other servers: only by HTTPS, only from hosts that the clinic has named, only to addresses that the setting allows, never by way of a redirect or a proxy, and with no credential of this server.
/// </summary>
internal sealed class RemoteFiles(SourceSetting setting) : IDisposable
{
    private readonly HttpClient _http = new(Handler(setting), disposeHandler: true) { Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Why this address cannot be imported from, whatever answers there; null when it can be tried.</summary>
    internal Issue? Refuse(string url, string place)
    {
        var sources = setting.Current;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
            return Issue.Error(IssueTypes.Value, "IMPORT-URL", "An input is the absolute https address of a file, or of one that was uploaded to this server.", place);
        var isPlain = uri.Scheme == Uri.UriSchemeHttp && sources.AllowsLoopback && uri.IsLoopback;
        if (uri.Scheme != Uri.UriSchemeHttps && !isPlain)
            return Issue.Error(IssueTypes.NotSupported, "IMPORT-SCHEME", $"Files are fetched by https, not by {uri.Scheme}.", place);
        return sources.Names(uri.Host, uri.Port) ? null : Issue.Error(IssueTypes.Forbidden, "IMPORT-HOST", $"This clinic does not import from {uri.Authority}. An administrator can allow it (PUT /bulk/import-sources).", place);
    }

    internal async ValueTask<(OpenedFile? File, Issue? Fault)> OpenAsync(string url, string accept, CancellationToken cancellationToken)
    {
        if (Refuse(url, "url") is { } refused)
            return (null, refused);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        try
        {
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.OK)
                return (new OpenedFile(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), response.Headers.ETag?.ToString(), response), null);
            response.Dispose();
            return (null, Issue.Error(IssueTypes.Processing, "IMPORT-STATUS", $"The server of the file answered {(int)response.StatusCode}."));
        }
        catch (HttpRequestException fault)
        {
            return (null, Issue.Error(IssueTypes.Processing, "IMPORT-UNREACHABLE", fault.InnerException is AddressRefusedException ? "The name of the server stands for an address that imports may not reach." : "The server of the file cannot be reached, or its certificate is not good."));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, Issue.Error(IssueTypes.Processing, "IMPORT-TIMEOUT", "The server of the file does not answer."));
        }
    }

    public void Dispose() => _http.Dispose();

    // No connection outlives its request: each is judged by the setting of its time.
    private static SocketsHttpHandler Handler(SourceSetting setting)
    {
        var handler = GuardedHttp.Handler((_, address) => setting.Current.Allows(address));
        handler.AutomaticDecompression = DecompressionMethods.GZip;
        handler.ConnectTimeout = TimeSpan.FromSeconds(30);
        handler.PooledConnectionLifetime = TimeSpan.Zero;
        return handler;
    }
}
