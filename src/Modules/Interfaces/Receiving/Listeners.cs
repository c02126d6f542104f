using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Carewright.Astm.Connections;
using Carewright.Interfaces.Analysers;
using Carewright.Interfaces.Partners;
using Carewright.Mllp;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Carewright.Interfaces.Receiving;

/// <summary>How a port is.</summary>
/// <param name="Port">TCP port.</param>
/// <param name="IsOpen">Whether it takes messages.</param>
/// <param name="Fault">Why it does not; null when it does.</param>
/// <param name="Connections">How many are connected.</param>
internal sealed record PortState(int Port, bool IsOpen, string? Fault, int Connections);

/// <summary>Keeps the ports open that the partners' settings ask for, and follows their changes. A port that cannot be opened is tried again every half minute.</summary>
internal sealed class Listeners(PartnerRegister partners, PartnerNetwork network, Inbox inbox, AnalyserInbox analysers, Strangers strangers, TimeProvider clock, ILogger<Listeners> logger) : BackgroundService
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<int, OpenPort> _open = new();
    private readonly ConcurrentDictionary<int, string> _faults = new();
    private readonly SemaphoreSlim _news = new(0);

    /// <summary>How the ports are that partners ask for.</summary>
    internal IEnumerable<PortState> Ports => Wanted().Keys.Order().Select(port => new PortState(port, _open.ContainsKey(port), _faults.GetValueOrDefault(port), _open.GetValueOrDefault(port)?.Connections() ?? 0));

    public override void Dispose()
    {
        _news.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        void Wake() => _news.Release();
        partners.Changed += Wake;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await FollowAsync().ConfigureAwait(false);
                await WaitAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        finally
        {
            partners.Changed -= Wake;
            await Task.WhenAll(_open.Keys.Select(CloseAsync)).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var patience = new CancellationTokenSource(s_again, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stoppingToken);
        await _news.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task FollowAsync()
    {
        var wanted = Wanted();
        foreach (var (port, open) in _open)
        {
            if (!wanted.TryGetValue(port, out var kind) || kind != open.Kind)
                await CloseAsync(port).ConfigureAwait(false);
        }
        foreach (var (port, kind) in wanted.Where(pair => !_open.ContainsKey(pair.Key)))
            await OpenAsync(port, kind).ConfigureAwait(false);
        foreach (var gone in _faults.Keys.Where(port => !wanted.ContainsKey(port)))
            _faults.TryRemove(gone, out _);
    }

    private Dictionary<int, PortKind> Wanted() => partners.All
        .Where(partner => partner.Settings is { IsEnabled: true, Receive: not null })
        .GroupBy(partner => partner.Settings.Receive!.Port)
        .ToDictionary(group => group.Key, group => KindOf([.. group.Select(partner => partner.Settings)]));

    private static PortKind KindOf(IReadOnlyList<Partner> partners) => new(partners[0].Receive!.IsSecure, partners[0].Receive!.Certificates.Count > 0, partners[0].Analyser is not null, partners.Any(partner => partner.Analyser is { OmitsTerminator: true }));

    private async Task OpenAsync(int port, PortKind kind)
    {
        if (kind.IsSecure && network.Certificate is null)
        {
            _faults[port] = "This server has no certificate.";
            return;
        }
        var open = kind.IsAnalyser ? AnalyserPort(port, kind) : MessagePort(port, kind);
        try
        {
            await open.StartAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (SocketException refused)
        {
            await open.Server.DisposeAsync().ConfigureAwait(false);
            _faults[port] = refused.SocketErrorCode == SocketError.AddressAlreadyInUse ? "Another program has this port." : $"The port cannot be opened: {refused.SocketErrorCode}.";
            logger.PortFailed(port, refused.SocketErrorCode);
            return;
        }
        _faults.TryRemove(port, out _);
        _open[port] = open;
    }

    private OpenPort MessagePort(int port, PortKind kind)
    {
        var server = new MllpServer(OptionsOf(port, kind), (peer, message, fault, stop) => inbox.ReceiveAsync(port, peer, message, fault, stop), clock, notice => strangers.Tell(port, notice));
        return new OpenPort(kind, server, server.StartAsync, () => server.Connections);
    }

    private OpenPort AnalyserPort(int port, PortKind kind)
    {
        var options = new AstmServerOptions(new IPEndPoint(network.Address, port)) { Link = DeviceLines.LinkOf(kind.OmitsTerminator), Admits = remote => Admits(port, remote) };
        var server = new AstmServer(options, (peer, message, stop) => analysers.ReceiveAsync(port, peer, message, stop), clock, notice => strangers.Tell(port, notice));
        return new OpenPort(kind, server, server.StartAsync, () => server.Peers.Count);
    }

    private bool Admits(int port, IPEndPoint remote) => partners.On(port).Any(partner => partner.AdmitsAddress(remote.Address));

    private MllpServerOptions OptionsOf(int port, PortKind kind) => new(
        new IPEndPoint(network.Address, port),
        kind.IsSecure ? network.Certificate : null,
        kind.ShowsCertificate ? certificate => partners.On(port).Any(partner => partner.AdmitsCertificate(certificate)) : null)
    {
        Admits = remote => Admits(port, remote),
    };

    private async Task CloseAsync(int port)
    {
        if (_open.TryRemove(port, out var open))
            await open.Server.DisposeAsync().ConfigureAwait(false);
    }

    private readonly record struct PortKind(bool IsSecure, bool ShowsCertificate, bool IsAnalyser, bool OmitsTerminator);

    private sealed record OpenPort(PortKind Kind, IAsyncDisposable Server, Func<CancellationToken, Task> StartAsync, Func<int> Connections);
}
