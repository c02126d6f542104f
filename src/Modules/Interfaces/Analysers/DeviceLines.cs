using System.Collections.Concurrent;
using Carewright.Astm.Connections;
using Carewright.Astm.Frames;
using Carewright.Interfaces.Partners;
using Carewright.Interfaces.Receiving;
using Microsoft.Extensions.Hosting;

namespace Carewright.Interfaces.Analysers;

/// <summary>Keeps the connections to instruments, and to device servers of serial ones, that this server makes, and follows changes of the partners.</summary>
internal sealed class DeviceLines(PartnerRegister partners, AnalyserInbox inbox, Strangers strangers, TimeProvider clock) : BackgroundService
{
    private readonly ConcurrentDictionary<string, OpenLine> _open = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _news = new(0);

    /// <summary>Whether there is a connection to an instrument.</summary>
    internal bool IsConnected(string partner) => _open.TryGetValue(partner, out var open) && open.Client.IsConnected;

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
                await _news.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            partners.Changed -= Wake;
            await Task.WhenAll(_open.Keys.Select(CloseAsync)).ConfigureAwait(false);
        }
    }

    private async Task FollowAsync()
    {
        var wanted = partners.All.Where(partner => partner.Settings is { IsEnabled: true, Analyser.Host: not null }).ToDictionary(partner => partner.Settings.Id, partner => partner.Settings.Analyser!, StringComparer.Ordinal);
        foreach (var (id, open) in _open)
        {
            if (!wanted.TryGetValue(id, out var line) || line != open.Line)
                await CloseAsync(id).ConfigureAwait(false);
        }
        foreach (var (id, line) in wanted.Where(pair => !_open.ContainsKey(pair.Key)))
            Open(id, line);
    }

    private void Open(string id, AnalyserLine line)
    {
        var options = new AstmClientOptions(line.Host!, line.Port) { Link = LinkOf(line.OmitsTerminator) };
        var client = new AstmClient(options, (_, bytes, stop) => inbox.ReceiveAsync(partners.Find(id) is { } partner ? [partner] : [], bytes, stop), clock, strangers.Tell);
        _open[id] = new OpenLine(line, client);
        client.Start();
    }

    /// <summary>How this end of an instrument's line behaves.</summary>
    internal static LinkOptions LinkOf(bool omitsTerminator) => new(LinkRole.Host) { RequiresTerminator = !omitsTerminator };

    private async Task CloseAsync(string id)
    {
        if (_open.TryRemove(id, out var open))
            await open.Client.DisposeAsync().ConfigureAwait(false);
    }

    private sealed record OpenLine(AnalyserLine Line, AstmClient Client);
}
