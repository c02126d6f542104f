using System.Net;
using System.Net.Sockets;
using System.Text;
using Carewright.Detection.Alerts;
using Carewright.Detection.Channels;
using Carewright.Gateway.Outbound;
using Carewright.Testing.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carewright.Detection.Tests;

/// <summary>Alerts leave over real connections, encrypted or signed, and say nothing of a patient.</summary>
public sealed class ChannelTests : IAsyncDisposable
{
    private readonly FakeRecordStore _store = new();
    private readonly TestClock _clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_mail_goes_out_once_encrypted_and_says_what_but_not_whose()
    {
        using var server = new SmallMailServer();
        var serving = server.ServeAsync(Stop);
        await RunAsync(Mail(server, server.Fingerprint));
        await serving;
        Assert.Equal(["EHLO carewright", "STARTTLS"], server.Said.Where(one => !one.IsEncrypted).Select(one => one.Line));
        Assert.Contains((true, "RCPT TO:<officer@clinic.example>"), server.Said);
        Assert.Contains((true, "AUTH PLAIN " + Convert.ToBase64String("\0user\0password"u8)), server.Said);
        var body = Encoding.UTF8.GetString(Convert.FromBase64String(string.Concat(server.Said.SkipWhile(one => one.Line.Length > 0).Select(one => one.Line).TakeWhile(line => line != "."))));
        Assert.Contains("A trap was opened", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Patient/", body, StringComparison.Ordinal);
        Assert.Equal("sent", Kept().History[^1].What);
        await RunAsync(Mail(server, server.Fingerprint));
        Assert.Single(Kept().History, step => step.What == "sent");
    }

    [Theory]
    [InlineData(true, null, "certificate")]
    [InlineData(false, null, "220 was expected")]
    public async Task Nothing_is_said_to_a_mail_server_that_cannot_encrypt_or_prove_who_it_is(bool hasTls, string? fingerprint, string reason)
    {
        using var server = new SmallMailServer { HasTls = hasTls };
        var serving = server.ServeAsync(Stop);
        await RunAsync(Mail(server, fingerprint));
        await serving;
        Assert.DoesNotContain(server.Said, one => one.Line.StartsWith("AUTH", StringComparison.Ordinal) || one.Line.StartsWith("MAIL", StringComparison.Ordinal));
        Assert.Equal("not-sent", Kept().History[^1].What);
        Assert.Contains(reason, Kept().History[^1].Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_gets_a_signed_body_when_its_host_is_allowed_and_nothing_when_it_is_not()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var hook = new ChannelSettings { Webhook = new HookSettings($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/alerts", "a secret of many letters") };
        await RunAsync(hook);
        Assert.Contains("private network", Kept().History[^1].Note, StringComparison.Ordinal);
        Assert.False(listener.Pending());
        var receiving = ReceiveAsync(listener);
        await RunAsync(hook, "127.0.0.1");
        var (headers, body) = await receiving;
        var signature = headers.Split("\r\n").Single(line => line.StartsWith("Carewright-Signature: ", StringComparison.OrdinalIgnoreCase))["Carewright-Signature: ".Length..];
        Assert.Equal(HookSender.Signature("a secret of many letters", _clock.GetUtcNow().ToUnixTimeSeconds(), Encoding.UTF8.GetBytes(body)), signature);
        Assert.DoesNotContain("Patient/", body, StringComparison.Ordinal);
        Assert.Equal("sent", Kept().History[^1].What);
    }

    [Fact]
    public async Task An_alert_below_the_chosen_severity_stays_in_the_app()
    {
        await RunAsync(new ChannelSettings { LeastSeverity = "critical", Webhook = new HookSettings("http://127.0.0.1:1/", "a secret of many letters") }, severity: "high");
        Assert.Single(Kept().History);
    }

    [Fact]
    public void Wrong_channels_are_refused()
    {
        var rules = new EndpointRules(_store.Private);
        foreach (var wrong in new ChannelSettings[]
        {
            new() { LeastSeverity = "x" }, new() { Mail = new("", 25, "a@b", ["c@d"]) }, new() { Mail = new("h", 25, "a@b\r\nBcc: x@y", ["c@d"]) }, new() { Mail = new("h", 25, "a@b", []) },
            new() { Webhook = new("http://example.org/", "a secret of many letters") }, new() { Webhook = new("https://localhost/", "a secret of many letters") }, new() { Webhook = new("https://example.org/", "short") },
            new() { Syslog = new("", 6514, null) },
        })
            Assert.NotEmpty(wrong.Check(rules));
        Assert.Empty(new ChannelSettings { Webhook = new("https://example.org/x", "a secret of many letters"), Mail = new("h", 465, "a@b", ["c@d"]), Syslog = new("h", 6514, null) }.Check(rules));
    }

    [Fact]
    public void Secrets_do_not_come_out_and_stay_when_none_are_given()
    {
        var before = new ChannelSettings { Webhook = new("https://example.org/x", "a secret of many letters"), Mail = new("h", 465, "a@b", ["c@d"], "u", "p") };
        var shown = before.WithoutSecrets();
        Assert.Equal(("", ""), (shown.Webhook!.Secret, shown.Mail!.Password));
        Assert.Equal(("a secret of many letters", "p"), (shown.Completed(before).Webhook!.Secret, shown.Completed(before).Mail!.Password));
    }

    private static ChannelSettings Mail(SmallMailServer server, string? fingerprint) =>
        new() { Mail = new MailSettings("localhost", server.Port, "alerts@clinic.example", ["officer@clinic.example"], "user", "password", fingerprint) };

    private Alert Kept() => new AlertBook(_store.Private).All.Single();

    private async Task RunAsync(ChannelSettings settings, string? allowed = null, string severity = "critical")
    {
        using var book = new AlertBook(_store.Private);
        var now = _clock.GetUtcNow();
        if (book.All.Count == 0)
            book.Put(new Alert("1-honey-record", "honey-record", "A trap was opened", severity, "user", "dr.one", 1, now, now, 1, ["r"], ["Patient/1"], "open", [new AlertStep(now, "detection", "raised", null)]));
        await book.KeepAsync(_store.Private, Stop);
        var channels = new ChannelRegister(_store.Private);
        await channels.PutAsync(settings, Stop);
        var rules = new EndpointRules(_store.Private);
        if (allowed is not null)
            await rules.AllowAsync([allowed], Stop);
        using var hooks = new HookSender(rules);
        await new AlertSender(book, channels, hooks, _store, _clock, NullLogger<AlertSender>.Instance).RunAsync(Stop);
    }

    private static async Task<(string Headers, string Body)> ReceiveAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(Stop);
        var stream = client.GetStream();
        var (text, buffer) = ("", new byte[4096]);
        int end;
        while ((end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0 || text.Length < end + 4 + LengthOf(text[..end]))
            text += Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer, Stop));
        await stream.WriteAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray(), Stop);
        return (text[..end], text[(end + 4)..]);
    }

    private static int LengthOf(string headers) => int.Parse(
        headers.Split("\r\n").Single(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
}
