using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Gateway.Importing;
using Carewright.Host;
using Carewright.Host.Consoles;
using Carewright.Host.Serving;
using Carewright.Host.Serving.Limits;
using Carewright.Security;
using Carewright.Storage.Sealing;

namespace Carewright.Scenarios.Tests.Running;

/// <summary>A real sealed store in a temporary folder, served by the real server over TLS on a free port.</summary>
internal sealed class RunningClinic : IAsyncDisposable
{
    internal const string Passphrase = "a passphrase for scenario tests";
    internal const string Password = "plum-otter-lantern-42";
    private readonly TemporaryFolder? _folder;
    private readonly List<Door> _doors = [];
    private readonly Dictionary<string, Door> _byUser = new(StringComparer.Ordinal);
    private ServerHost? _server;

    private RunningClinic(Clinic clinic, DirectoryInfo data, TemporaryFolder? folder) => (Clinic, Data, _folder) = (clinic, data, folder);

    internal Clinic Clinic { get; }

    internal DirectoryInfo Data { get; }

    internal Uri Address => _server!.Address;

    /// <summary>The server itself, for tests that ask what it has mapped.</summary>
    internal ServerHost Server => _server!;

    /// <summary>A new, empty clinic with its administrator <c>admin</c>.</summary>
    /// <param name="clock">Time; null: the machine's.</param>
    /// <param name="asksForFactors">Whether it has the sign-in policy of a new clinic; most scenarios are about something else and sign in by password alone.</param>
    /// <param name="shape">Changes how the server runs.</param>
    internal static async Task<RunningClinic> NewAsync(TimeProvider? clock = null, bool asksForFactors = false, Func<ServerOptions, ServerOptions>? shape = null)
    {
        var folder = new TemporaryFolder();
        return await StartAsync(folder.Folder("store"), clock, folder, asksForFactors, shape);
    }

    /// <summary>The clinic of a folder that stays the caller's.</summary>
    internal static Task<RunningClinic> OpenAsync(DirectoryInfo data, TimeProvider? clock = null) => StartAsync(data, clock, null);

    private static async Task<RunningClinic> StartAsync(DirectoryInfo data, TimeProvider? clock, TemporaryFolder? folder, bool asksForFactors = false, Func<ServerOptions, ServerOptions>? shape = null)
    {
        var clinic = await StoreFolder.OpenAsync(data, new PassphraseKeyProvider(Passphrase), mayCreate: true, clock ?? TimeProvider.System, CancellationToken.None);
        if (clinic.Parts.Setup.IsNeeded)
            await new LocalConsole(clinic, ownsClinic: false).InitAsync(new TenantDraft("Scenario clinic", "admin", "Administrator", Password), isDemonstration: !asksForFactors, CancellationToken.None);
        var running = new RunningClinic(clinic, data, folder);
        var options = new ServerOptions(data, IPAddress.Loopback, 0, null) { Limits = new ServerLimits { Rates = RateRules.Bottomless } };
        running._server = await ServerHost.StartAsync(clinic, shape is null ? options : shape(options), CancellationToken.None);
        return running;
    }

    /// <summary>A new account's door, by bearer token.</summary>
    internal async Task<Door> AddUserAsync(string name, string role, string? department = null, string? fhirUser = null, string? site = null)
    {
        var outcome = await Clinic.Parts.Accounts.CreateAsync(new AccountDraft(name, name, role, site, department, fhirUser, Password), Clinic.Parts.Policies.Current, CancellationToken.None);
        Assert.True(outcome.Account is not null, string.Join("; ", outcome.Issues.Select(issue => issue.Message)));
        return Keep(name, new Door(Address, Clinic.Parts.Tokens.Issue(outcome.Account, AccessTokens.MaxLifetime)));
    }

    /// <summary>The same user with a new token, when the clock has been moved past the end of the last one.</summary>
    internal Door Again(string user) => Keep(user, new Door(Address, Clinic.Parts.Tokens.Issue(Clinic.Parts.Accounts.Find(user)!, AccessTokens.MaxLifetime)));

    /// <summary>The door of a user added before.</summary>
    internal Door As(string user) => _byUser[user];

    /// <summary>A door without any credential.</summary>
    internal Door Nobody() => Keep(null, new Door(Address));

    /// <summary>Imports resources as the command line does; every one must be accepted.</summary>
    internal async Task FillAsync(IEnumerable<ReadOnlyMemory<byte>> resources)
    {
        var console = new LocalConsole(Clinic, ownsClinic: false);
        foreach (var batch in resources.Chunk(400))
        {
            var outcomes = await console.ImportAsync([.. batch.Select(json => new ImportItem(json))], CancellationToken.None);
            var refused = outcomes.Where(outcome => outcome.Effect is null).Select(outcome => $"{outcome.ResourceType}/{outcome.Id}: {string.Join("; ", outcome.Issues.Select(issue => $"{issue.Location} {issue.Message}"))}").ToList();
            Assert.True(refused.Count == 0, string.Join('\n', refused));
        }
    }

    internal Task FillAsync(IEnumerable<JsonObject> resources) => FillAsync(resources.Select(resource => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(resource.ToJsonString()))));

    /// <summary>Stops the server and closes the store, but keeps the folder if it is the caller's.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var door in _doors)
            door.Dispose();
        await StopServerAsync();
        await Clinic.DisposeAsync();
        _folder?.Dispose();
    }

    /// <summary>Stops the server; the store stays open.</summary>
    internal async Task StopServerAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _server = null;
    }

    private Door Keep(string? user, Door door)
    {
        lock (_doors)
        {
            _doors.Add(door);
            if (user is not null)
                _byUser[user] = door;
        }
        return door;
    }
}
