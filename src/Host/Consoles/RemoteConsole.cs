using System.Net;
using System.Net.Sockets;
using Carewright.BulkData.Ehi;
using Carewright.Gateway.Importing;
using Carewright.Security;
using Carewright.Storage.Backups;
using Carewright.Storage.Sealing;

namespace Carewright.Host.Consoles;

/// <summary>A running server's console, over its local socket.</summary>
internal sealed class RemoteConsole : IClinicConsole
{
    private readonly HttpClient _http;

    private RemoteConsole(HttpClient http) => _http = http;

    /// <summary>Connects to the socket and proves that the caller has the store's key.</summary>
    /// <exception cref="ConsoleException">Nobody listens there, or it is another store's key.</exception>
    internal static async Task<RemoteConsole> ConnectAsync(string socketPath, byte[] proof, CancellationToken cancellationToken)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), token).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var http = new HttpClient(handler) { BaseAddress = new Uri("http://console/"), Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            var opened = await http.PostAsJsonAsync("console/open", new ConsoleWire.Open(proof), ConsoleJson.Default.Open, cancellationToken).ConfigureAwait(false);
            var grant = await ReadAsync(opened, ConsoleJson.Default.Grant, cancellationToken).ConfigureAwait(false);
            http.DefaultRequestHeaders.Add(ConsoleWire.GrantHeader, grant.Secret);
            return new RemoteConsole(http);
        }
        catch (HttpRequestException unreachable) when (unreachable.InnerException is SocketException)
        {
            http.Dispose();
            throw new ConsoleException("A server holds this store, but does not answer on its socket. Is it starting, or run by another account?");
        }
    }

    public Task InitAsync(TenantDraft draft, bool isDemonstration, CancellationToken cancellationToken) =>
        throw new ConsoleException("A server is running on this store: set it up in the browser, or stop the server first.");

    public async Task AddUserAsync(AccountDraft draft, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("console/users", draft, ConsoleJson.Default.AccountDraft, cancellationToken).ConfigureAwait(false);
        await EnsureAsync(response, cancellationToken).ConfigureAwait(false);
    }

    public async Task<string> ResetFactorsAsync(string userName, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("console/users/reset-factors", new ConsoleWire.TokenRequest(userName), ConsoleJson.Default.TokenRequest, cancellationToken).ConfigureAwait(false);
        return (await ReadAsync(response, ConsoleJson.Default.Lines, cancellationToken).ConfigureAwait(false)).Text[0];
    }

    public async Task<string> IssueTokenAsync(string userName, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("console/tokens", new ConsoleWire.TokenRequest(userName), ConsoleJson.Default.TokenRequest, cancellationToken).ConfigureAwait(false);
        return (await ReadAsync(response, ConsoleJson.Default.Token, cancellationToken).ConfigureAwait(false)).AccessToken;
    }

    public async Task<IReadOnlyList<ImportOutcome>> ImportAsync(IReadOnlyList<ImportItem> batch, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(ConsoleWire.Frame(batch));
        using var response = await _http.PostAsync("console/import", content, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, ConsoleJson.Default.ImportOutcomeArray, cancellationToken).ConfigureAwait(false);
    }

    public async Task<AuditProof> VerifyAuditAsync(IReadOnlyList<string> against, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("console/audit/verify", new ConsoleWire.Lines(against), ConsoleJson.Default.Lines, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, ConsoleJson.Default.AuditProof, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<string>> AddPackageAsync(ReadOnlyMemory<byte> archive, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(archive);
        using var response = await _http.PostAsync("console/packages/add", content, cancellationToken).ConfigureAwait(false);
        return (await ReadAsync(response, ConsoleJson.Default.Lines, cancellationToken).ConfigureAwait(false)).Text;
    }

    public async Task<IReadOnlyList<string>> ListPackagesAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsync("console/packages/list", null, cancellationToken).ConfigureAwait(false);
        return (await ReadAsync(response, ConsoleJson.Default.Lines, cancellationToken).ConfigureAwait(false)).Text;
    }

    public async Task RemovePackageAsync(string package, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("console/packages/remove", new ConsoleWire.PackageRequest(package), ConsoleJson.Default.PackageRequest, cancellationToken).ConfigureAwait(false);
        await EnsureAsync(response, cancellationToken).ConfigureAwait(false);
    }

    public async Task ChooseProfileAsync(string canonical, string choice, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("console/packages/choose", new ConsoleWire.ChoiceRequest(canonical, choice), ConsoleJson.Default.ChoiceRequest, cancellationToken).ConfigureAwait(false);
        await EnsureAsync(response, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<string>> ListPartnersAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsync("console/partners/list", null, cancellationToken).ConfigureAwait(false);
        return (await ReadAsync(response, ConsoleJson.Default.Lines, cancellationToken).ConfigureAwait(false)).Text;
    }

    public async Task<string> ShowPartnerAsync(string id, CancellationToken cancellationToken)
    {
        using var response = await SayAsync("console/partners/show", id, cancellationToken).ConfigureAwait(false);
        return (await ReadAsync(response, ConsoleJson.Default.Lines, cancellationToken).ConfigureAwait(false)).Text[0];
    }

    public async Task SetPartnerAsync(string file, CancellationToken cancellationToken)
    {
        using var response = await SayAsync("console/partners/set", file, cancellationToken).ConfigureAwait(false);
        await EnsureAsync(response, cancellationToken).ConfigureAwait(false);
    }

    public async Task RemovePartnerAsync(string id, CancellationToken cancellationToken)
    {
        using var response = await SayAsync("console/partners/remove", id, cancellationToken).ConfigureAwait(false);
        await EnsureAsync(response, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<string>> LoadCatalogueAsync(string laboratory, string tests, string? questions, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("console/catalogue/load", new ConsoleWire.CatalogueRequest(laboratory, tests, questions), ConsoleJson.Default.CatalogueRequest, cancellationToken).ConfigureAwait(false);
        return (await ReadAsync(response, ConsoleJson.Default.Lines, cancellationToken).ConfigureAwait(false)).Text;
    }

    private Task<HttpResponseMessage> SayAsync(string path, string line, CancellationToken cancellationToken) =>
        _http.PostAsJsonAsync(path, new ConsoleWire.Lines([line]), ConsoleJson.Default.Lines, cancellationToken);

    public async Task<IReadOnlyList<string>> ListSearchParametersAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsync("console/search-parameters/list", null, cancellationToken).ConfigureAwait(false);
        return (await ReadAsync(response, ConsoleJson.Default.Lines, cancellationToken).ConfigureAwait(false)).Text;
    }

    public async Task SwitchSearchParameterAsync(string canonical, bool isOn, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("console/search-parameters/switch", new ConsoleWire.SwitchRequest(canonical, isOn), ConsoleJson.Default.SwitchRequest, cancellationToken).ConfigureAwait(false);
        await EnsureAsync(response, cancellationToken).ConfigureAwait(false);
    }

    public async Task ReindexAsync(IReadOnlyList<string> types, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("console/reindex", new ConsoleWire.Lines(types), ConsoleJson.Default.Lines, cancellationToken).ConfigureAwait(false);
        await EnsureAsync(response, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IndexingWork> IndexingAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsync("console/indexing", null, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, ConsoleJson.Default.IndexingWork, cancellationToken).ConfigureAwait(false);
    }

    public async Task RecordAsync(string interaction, string? about, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("console/record", new ConsoleWire.Act(interaction, about), ConsoleJson.Default.Act, cancellationToken).ConfigureAwait(false);
        await EnsureAsync(response, cancellationToken).ConfigureAwait(false);
    }

    public async Task<EhiSummary> ExportEhiAsync(string target, string? patientId, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("console/export/ehi", new ConsoleWire.EhiRequest(target, patientId), ConsoleJson.Default.EhiRequest, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, ConsoleJson.Default.EhiSummary, cancellationToken).ConfigureAwait(false);
    }

    public async Task<BackupSegment> BackupAsync(DirectoryInfo set, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("console/backup", new ConsoleWire.BackupRequest(set.FullName), ConsoleJson.Default.BackupRequest, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, ConsoleJson.Default.BackupSegment, cancellationToken).ConfigureAwait(false);
    }

    public async Task RewrapAsync(WrappedTenantKey wrapped, byte[] proof, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("console/key", new ConsoleWire.Key(wrapped, proof), ConsoleJson.Default.Key, cancellationToken).ConfigureAwait(false);
        await EnsureAsync(response, cancellationToken).ConfigureAwait(false);
    }

    public async Task RotateTenantKeyAsync(TenantKeyHandover handover, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("console/key/rotate-tenant", handover, ConsoleJson.Default.TenantKeyHandover, cancellationToken).ConfigureAwait(false);
        await EnsureAsync(response, cancellationToken).ConfigureAwait(false);
    }

    public async Task RotateDataKeysAsync(string? patientId, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync("console/key/rotate-data", new ConsoleWire.DataKeys(patientId), ConsoleJson.Default.DataKeys, cancellationToken).ConfigureAwait(false);
        await EnsureAsync(response, cancellationToken).ConfigureAwait(false);
    }

    public async Task<KeyWork> KeyRotationAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsync("console/key/progress", null, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, ConsoleJson.Default.KeyWork, cancellationToken).ConfigureAwait(false);
    }

    public async Task<string> ClinicNameAsync(CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsync("console/name", null, cancellationToken).ConfigureAwait(false);
        return (await ReadAsync(response, ConsoleJson.Default.Lines, cancellationToken).ConfigureAwait(false)).Text[0];
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        await EnsureAsync(response, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false) ?? throw new ConsoleException("The server's answer was empty.");
    }

    private static async Task EnsureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
            return;
        var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        throw new ConsoleException(text.Length > 0 ? text : $"The server refused ({(int)response.StatusCode} {Enum.GetName(response.StatusCode) ?? nameof(HttpStatusCode)}).");
    }
}
