using System.Collections.Concurrent;
using System.Net;
using Carewright.Astm.Connections;
using Carewright.Gateway;
using Carewright.Mllp;
using Carewright.Security;
using Microsoft.Extensions.Logging;

namespace Carewright.Interfaces.Receiving;

/// <summary>Puts on record who was refused at a partner's port, and logs what else went wrong with connections. An address is on record once a minute: whoever knocks must not fill the log.</summary>
internal sealed class Strangers(RecordGateway gateway, TimeProvider clock, ILogger<Strangers> logger)
{
    private const int MostAddresses = 10_000;
    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<IPAddress, DateTimeOffset> _told = new();

    /// <summary>Takes a notice of a port; quick, does not throw.</summary>
    internal void Tell(int port, MllpNotice notice)
    {
        if (notice.Kind is MllpNoticeKind.AddressRefused or MllpNoticeKind.CertificateRefused or MllpNoticeKind.HandshakeFailed)
            Record(port, notice.Remote.Address, notice.Kind.ToString());
        else
            logger.ConnectionEnded(port, notice.Kind);
    }

    /// <summary>Takes a notice of a port for instruments; quick, does not throw.</summary>
    internal void Tell(int port, AstmNotice notice)
    {
        if (notice is { Kind: AstmNoticeKind.AddressRefused, Remote: IPEndPoint remote })
            Record(port, remote.Address, notice.Kind.ToString());
        else
            Tell(notice);
    }

    /// <summary>Takes a notice of an instrument's line; quick, does not throw.</summary>
    internal void Tell(AstmNotice notice) => logger.LineTold(notice.Kind, notice.Fault, notice.Dropped);

    private void Record(int port, IPAddress address, string kind)
    {
        var now = clock.GetUtcNow();
        if (_told.TryGetValue(address, out var last) && now - last < s_pause)
            return;
        if (_told.Count >= MostAddresses)
            _told.Clear();
        _told[address] = now;
        _ = RecordAsync(new Actor("partner", "Somebody at a partner's port", "", null, null, null, "hl7", address.ToString(), "", null), $"port={port} reason={kind}");
    }

    private async Task RecordAsync(Actor stranger, string about)
    {
        if (await gateway.RecordAsync(stranger, "hl7-connection", null, 403, CancellationToken.None, about, "no partner of this port").ConfigureAwait(false) is not null)
            logger.RefusalNotRecorded();
    }
}
