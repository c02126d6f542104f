using Carewright.Gateway;
using Carewright.Host.Consoles;
using Carewright.Security;

namespace Carewright.Host.Serving.Transport;

/// <summary>
/// Looks at the certificate's files every half minute, and presents what has come in their place from the next handshake on. Files that are no good change nothing: the server goes on with the
/// certificate it has and says so once, in its log and in the audit log.
/// </summary>
internal sealed class CertificateWatch : IAsyncDisposable
{
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly Actor s_self = ConsoleActor.Instance with { UserName = "server", Display = "Server", Client = "server" };
    private readonly CertificateFiles _files;
    private readonly TransportSecurity _transport;
    private readonly RecordGateway _gateway;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _looking = new(1, 1);
    private readonly ITimer _timer;
    private byte[] _mark;

    internal CertificateWatch(CertificateFiles files, TransportSecurity transport, RecordGateway gateway, TimeProvider clock, ILogger log)
    {
        (_files, _transport, _gateway, _clock, _log) = (files, transport, gateway, clock, log);
        _mark = files.Mark();
        _timer = clock.CreateTimer(_ => _ = LookAsync(), null, Interval, Interval);
    }

    /// <summary>Looks now; completes when what was found is on record.</summary>
    internal async Task LookAsync()
    {
        await _looking.WaitAsync().ConfigureAwait(false);
        try
        {
            await LookOnceAsync().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Between the removal of a file and the coming of the next: the next look finds it.
            Log.CertificateMissing(_log, fault.Message);
        }
        finally
        {
            _looking.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _looking.WaitAsync().ConfigureAwait(false);
        _looking.Dispose();
    }

    private async Task LookOnceAsync()
    {
        var mark = _files.Mark();
        if (mark.AsSpan().SequenceEqual(_mark))
            return;
        _mark = mark;
        var (context, fault) = _files.Read(_clock.GetUtcNow());
        if (context is not null)
            _transport.Certificate = context;
        else
            Log.CertificateRefused(_log, fault!);
        var about = context is null ? fault : $"{context.TargetCertificate.Subject}, until {context.TargetCertificate.NotAfter.ToUniversalTime():u}, {context.TargetCertificate.Thumbprint}";
        await _gateway.RecordAsync(s_self, "certificate-change", null, context is null ? 422 : 200, CancellationToken.None, about).ConfigureAwait(false);
    }
}
