using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Carewright.Host.Consoles;
using Carewright.Host.Serving.Transport;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Attacks.Tests.Transport;

/// <summary>The clinic's own certificate, over real sockets.</summary>
public sealed class CertificateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private CertificateFiles Files => new(new FileInfo(_folder.File("chain.pem")), new FileInfo(_folder.File("key.pem")));

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_is_presented_with_its_chain_and_followed_without_a_restart()
    {
        _authority.Write(Files, "first", 2);
        await using var running = await StartAsync();
        using var before = await ConnectAsync(running.Address.Port);
        Assert.Equal("CN=first", before.RemoteCertificate!.Subject);
        _authority.Write(Files, "second", 3);
        await running.Server.Watch!.LookAsync();
        using var after = await ConnectAsync(running.Address.Port);
        Assert.Equal("CN=second", after.RemoteCertificate!.Subject);
        // The connection from before lives on under what it began with.
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(before), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(after), StringComparison.Ordinal);
        Assert.Equal([("certificate-change", 200)], await ChangesAsync(running));
    }

    [Fact]
    public async Task Files_that_are_no_good_change_nothing_and_are_on_record_once()
    {
        _authority.Write(Files, "first", 2);
        await using var running = await StartAsync();
        foreach (var spoil in new Action[]
        {
            () => File.WriteAllText(Files.Certificate.FullName, "no certificate"),
            () => _authority.Write(Files with { Key = new FileInfo(_folder.File("other-key.pem")) }, "of another key", 4),
            () => _authority.Write(Files, "ended", 5, TimeProvider.System.GetUtcNow().AddHours(-1)),
        })
        {
            spoil();
            await running.Server.Watch!.LookAsync();
            await running.Server.Watch!.LookAsync();
            using var connection = await ConnectAsync(running.Address.Port);
            Assert.Equal("CN=first", connection.RemoteCertificate!.Subject);
        }
        File.Delete(Files.Key.FullName);
        await running.Server.Watch!.LookAsync();
        using (var still = await ConnectAsync(running.Address.Port))
            Assert.Equal("CN=first", still.RemoteCertificate!.Subject);
        _authority.Write(Files, "good again", 6);
        await running.Server.Watch!.LookAsync();
        using var good = await ConnectAsync(running.Address.Port);
        Assert.Equal("CN=good again", good.RemoteCertificate!.Subject);
        Assert.Equal([("certificate-change", 422), ("certificate-change", 422), ("certificate-change", 422), ("certificate-change", 200)], await ChangesAsync(running));
    }

    [Fact]
    public async Task A_server_does_not_start_with_files_that_are_no_good()
    {
        File.WriteAllText(Files.Certificate.FullName, "no certificate");
        File.WriteAllText(Files.Key.FullName, "no key");
        var refusal = await Assert.ThrowsAsync<ConsoleException>(StartAsync);
        Assert.Contains("chain.pem", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plain_listener_only_leads_to_the_encrypted_one()
    {
        await using var running = await RunningClinic.NewAsync(shape: options => options with { RedirectPort = 0 });
        var port = running.Server.PlainAddress!.Port;
        var answer = await PlainAsync(port, "GET /patients?x=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 308", answer, StringComparison.Ordinal);
        Assert.Contains($"Location: https://localhost:{running.Address.Port}/patients?x=1\r\n", answer, StringComparison.Ordinal);
        foreach (var request in new[] { "POST /auth/sign-in", "PUT /fhir/Patient/1", "POST /console/open" })
            Assert.StartsWith("HTTP/1.1 403", await PlainAsync(port, $"{request} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
        foreach (var path in new[] { "/fhir/metadata", "/health/live", "/console/open" })
            Assert.StartsWith("HTTP/1.1 308", await PlainAsync(port, $"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("Set-Cookie: forged", await PlainAsync(port, "GET /%0d%0aSet-Cookie:%20forged HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
    }

    private Task<RunningClinic> StartAsync() => RunningClinic.NewAsync(shape: options => options with { Certificate = Files });

    private async Task<SslStream> ConnectAsync(int port)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", port, Stop);
        var stream = new SslStream(tcp.GetStream());
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(_authority.Root);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = trust, EnabledSslProtocols = SslProtocols.None }, Stop);
        return stream;
    }

    private static async Task<string> AskAsync(SslStream stream)
    {
        await stream.WriteAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Stop);
        var buffer = new byte[4096];
        return Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, Stop));
    }

    private static async Task<string> PlainAsync(int port, string request)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", port, Stop);
        await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Stop);
        using var reader = new StreamReader(tcp.GetStream());
        return await reader.ReadToEndAsync(Stop);
    }

    private static async Task<IReadOnlyList<(string, int)>> ChangesAsync(RunningClinic running)
    {
        var officer = await running.AddUserAsync("officer", "compliance-officer");
        return [.. (await new AuditLog(officer).EventsAsync("user=server")).Select(one => (AuditLog.Text(one, "interaction"), (int)one["status"]!))];
    }
}
