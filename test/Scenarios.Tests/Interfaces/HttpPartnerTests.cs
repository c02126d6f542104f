using System.Text;
using System.Text.Json.Nodes;
using Carewright.Interfaces.Partners;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;
using Carewright.Security;
using Carewright.Storage.Queueing;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>HL7 over HTTP, both ways, through the real server.</summary>
public sealed class HttpPartnerTests : IAsyncLifetime
{
    private const string Type = "application/hl7-v2; charset=utf-8";
    private const string Password = "drawn-qFz8Lw3nTb0Vx5Ry7Kd2";
    private PartnerHouse _house = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _house = await PartnerHouse.NewAsync();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task A_posted_result_is_in_the_record_when_it_is_acknowledged_and_once()
    {
        await AddAsync();
        foreach (var media in new[] { Type, "x-application/hl7-v2+er7" })
        {
            var reply = await PostAsync(PartnerHouse.Result("C1"), type: media);
            Assert.Equal((200, ("AA", "C1", "", "")), (reply.Status, PartnerHouse.Read(reply.Body)));
            Assert.StartsWith("application/hl7-v2", reply.Type, StringComparison.Ordinal);
        }
        Assert.Equal([MessageState.Duplicate, MessageState.Applied], _house.Log.List(new MessageQuery("web")).Messages.Select(message => message.State));
        Assert.Equal(1, (await (await _house.Clinic.AddUserAsync("system", Roles.SystemInterface)).GetAsync("fhir/Observation?_summary=count")).Expect(200).Total);
    }

    [Fact]
    public async Task A_message_that_is_not_taken_is_told_so_with_status_200_and_kept()
    {
        await AddAsync();
        var reply = await PostAsync(PartnerHouse.Result("C1", processing: "T"));
        Assert.Equal((200, "AR"), (reply.Status, PartnerHouse.Read(reply.Body).Code));
        var rubbish = await PostAsync("no message"u8.ToArray());
        Assert.Equal((200, "AR"), (rubbish.Status, PartnerHouse.Read(rubbish.Body).Code));
        Assert.All(_house.Log.List(new MessageQuery("web")).Messages, message => Assert.Equal((MessageState.Dead, true), (message.State, message.HasRaw)));
        Assert.Equal(2, _house.Log.List(new MessageQuery("web")).Messages.Count);
    }

    [Theory]
    [InlineData("web", "another-password-of-somebody")]
    [InlineData("web", "")]
    [InlineData("lab", Password)]
    [InlineData("nobody", Password)]
    public async Task Whoever_is_not_the_partner_is_refused_on_record_and_nothing_is_kept(string user, string password)
    {
        await AddAsync();
        await _house.AddAsync(PartnerHouse.Laboratory());
        var officer = new AuditLog(await _house.Clinic.AddUserAsync("officer", Roles.ComplianceOfficer));
        Reply? reply = null;
        var left = await officer.DuringAsync("anonymous", async () => reply = await PostAsync(PartnerHouse.Result("C1"), user, password));
        Assert.Equal(401, reply!.Status);
        Assert.StartsWith("Basic", reply.Header("WWW-Authenticate"), StringComparison.Ordinal);
        Assert.Equal("hl7-connection", AuditLog.Text(Assert.Single(left), "interaction"));
        Assert.Empty(_house.Log.List(new MessageQuery()).Messages);
    }

    [Fact]
    public async Task A_partner_that_is_switched_off_or_posts_from_elsewhere_is_refused()
    {
        await AddAsync(partner => partner with { IsEnabled = false });
        Assert.Equal(401, (await PostAsync(PartnerHouse.Result("C1"))).Status);
        await AddAsync(partner => partner with { Http = partner.Http! with { Addresses = ["192.0.2.0/24"] } });
        Assert.Equal(401, (await PostAsync(PartnerHouse.Result("C1"))).Status);
    }

    [Fact]
    public async Task A_partner_of_one_path_is_not_that_of_another()
    {
        await AddAsync();
        Assert.Equal(401, (await PostAsync(PartnerHouse.Result("C1"), path: "hl7v2/other")).Status);
    }

    [Fact]
    public async Task Another_media_type_and_too_much_are_refused_before_they_are_taken()
    {
        await AddAsync();
        Assert.Equal(415, (await PostAsync(PartnerHouse.Result("C1"), type: "text/plain")).Status);
        Assert.Equal(413, (await PostAsync(new byte[17 * 1024 * 1024])).Status);
        Assert.Empty(_house.Log.List(new MessageQuery()).Messages);
    }

    [Fact]
    public async Task A_character_set_that_contradicts_the_message_is_named()
    {
        await AddAsync();
        var latin = Encoding.Latin1.GetBytes("MSH|^~\\&|LIS|LAB|CW|CLINIC|20260301070000||ORU^R01^ORU_R01|C1|P|2.5.1||||||8859/1\rPID|1||M1^^^LAB^MR||Müller^Ida||19370111|F\rOBR|1||F1^LAB|2823-3^Potassium^LN\rOBX|1|NM|2823-3^Potassium^LN||4.2|mmol/L||N|||F\r");
        var reply = await PostAsync(latin);
        Assert.Equal(("AE", "C1", "MSH^1^18^1", "103"), PartnerHouse.Read(reply.Body));
        Assert.Equal("INTERFACE-CHARSET", (await _house.SettledAsync("C1")).Reason!.Code);
        Assert.Equal("AA", PartnerHouse.Read((await PostAsync([.. latin.AsSpan(0), .. "NTE|1||again\r"u8], type: "application/hl7-v2; charset=ISO-8859-1")).Body).Code);
    }

    [Fact]
    public async Task A_password_is_neither_kept_nor_shown_and_stays_when_none_is_said()
    {
        await AddAsync();
        Assert.DoesNotContain("assword\": \"d", _house.Partners.FileOf("web"), StringComparison.Ordinal);
        var file = JsonNode.Parse(_house.Partners.FileOf("web")!)!;
        Assert.Equal(("", ""), ((string?)file["http"]!["password"], (string?)file["http"]!["passwordHash"]));
        Assert.Equal("", _house.Partners.Find("web")!.Settings.Http!.Password);
        Assert.Empty(await _house.Partners.PutAsync(file.ToJsonString(), Stop));
        Assert.Equal(200, (await PostAsync(PartnerHouse.Result("C1"))).Status);
        Assert.Equal("http.password", Assert.Single(await _house.Partners.PutAsync(new Partner("new", "New") { Http = new HttpEntrance { PasswordHash = new string('a', 64) } }, Stop)).Location);
    }

    [Fact]
    public async Task Messages_are_posted_and_acknowledged_and_a_refused_one_is_dead()
    {
        await using var end = await PostingEnd.StartAsync();
        await AllowAsync(end);
        await _house.AddAsync(end.Laboratory());
        await SendAsync("S1");
        Assert.Equal(MessageState.Applied, (await _house.SettledAsync("S1")).State);
        var posted = Assert.Single(end.Taken);
        Assert.Equal(("/in/clinic?line=1", "application/hl7-v2; charset=us-ascii", "Basic " + Convert.ToBase64String("clinic:a password of the clinic"u8)), (posted.Path, posted.Type, posted.Authorization));
        // Some say a rejection by the status as well.
        end.Answer = message => (400, OtherEnd.Acknowledge(message, "AE", "ERR||PID^1^3|101|E"));
        await SendAsync("S2");
        var refused = await _house.SettledAsync("S2");
        Assert.Equal((MessageState.Dead, "INTERFACE-REFUSED", "PID-3"), (refused.State, refused.Reason!.Code, refused.Reason.Place));
    }

    [Fact]
    public async Task A_fault_of_the_web_server_is_no_refusal_and_the_message_goes_again()
    {
        await using var end = await PostingEnd.StartAsync();
        await AllowAsync(end);
        end.Answer = message => end.Taken.Count < 2 ? (503, []) : (200, OtherEnd.Acknowledge(message, "AA"));
        await _house.AddAsync(end.Laboratory());
        await SendAsync("S1");
        Assert.Equal((MessageState.Applied, 2), ((await _house.SettledAsync("S1")).State, end.Taken.Count));
        Assert.Equal(end.Taken[0].Message.Bytes.ToArray(), end.Taken[1].Message.Bytes.ToArray());
    }

    [Fact]
    public async Task A_host_that_the_clinic_has_not_allowed_is_not_called()
    {
        await using var end = await PostingEnd.StartAsync();
        await _house.AddAsync(end.Laboratory());
        await SendAsync("S1");
        await PartnerHouse.UntilAsync(() => _house.Log.List(new MessageQuery("web-lab")).Messages is [{ Attempts: > 0 }]);
        Assert.Contains("private network", _house.Log.List(new MessageQuery("web-lab")).Messages[0].Reason!.Text, StringComparison.Ordinal);
        Assert.Empty(end.Taken);
    }

    [Fact]
    public async Task Settings_that_would_post_without_TLS_or_give_the_password_to_another_host_are_refused_at_their_fields()
    {
        await using var end = await PostingEnd.StartAsync();
        var lab = await _house.AddAsync(end.Laboratory());
        async Task<string?> PlaceOf(Partner partner) => Assert.Single(await _house.Partners.PutAsync(partner, Stop)).Location;
        Assert.Equal("send.isSecure", await PlaceOf(lab with { Send = lab.Send! with { Host = "lab.example" } }));
        var silent = lab.Send! with { Http = lab.Send.Http! with { Password = "" } };
        Assert.Equal("send.http.password", await PlaceOf(lab with { Send = silent with { Host = "localhost" } }));
        Assert.Equal("send.http.path", await PlaceOf(lab with { Send = silent with { Http = silent.Http! with { Path = "//evil.example/" } } }));
        Assert.Empty(await _house.Partners.PutAsync(lab with { Send = silent }, Stop));
        Assert.Equal("a password of the clinic", _house.Partners.Find("web-lab")!.Settings.Send!.Http!.Password);
    }

    private Task<Partner> AddAsync(Func<Partner, Partner>? shape = null)
    {
        var partner = new Partner("web", "Laboratory on the web") { Http = new HttpEntrance { Password = Password }, Acknowledge = AcknowledgeWhen.Applied, TimeZone = "America/Chicago" };
        return _house.AddAsync(shape?.Invoke(partner) ?? partner);
    }

    // Asked first whether it may come: a connection that is closed while a long message leaves would tell nothing.
    private Task<Reply> PostAsync(byte[] message, string user = "web", string password = Password, string type = Type, string path = "hl7v2/web") =>
        _house.Clinic.Nobody().SendBytesAsync(HttpMethod.Post, path, message, type, ("Expect", "100-continue"), ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))));

    private Task AllowAsync(PostingEnd end) => _house.Clinic.Clinic.Gateway.Endpoints.AllowAsync([$"127.0.0.1:{end.Port}"], Stop);

    private Task SendAsync(string control) => _house.Log.AppendAsync(new MessageDraft("web-lab", control, "OML^O21", PartnerHouse.Bytes($"MSH|^~\\&|CAREWRIGHT||LIS||20260301070000||OML^O21^OML_O21|{control}|P|2.5.1")) { Direction = MessageDirection.Outbound }, Stop);
}
