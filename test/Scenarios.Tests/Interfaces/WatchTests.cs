using Carewright.Interfaces.Partners;
using Carewright.Interfaces.Watching;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Subscribing;
using Carewright.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>Partners that fall silent or send what cannot be applied are told of, once, and when it is over.</summary>
public sealed class WatchTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_begins_and_what_ends_is_told_once()
    {
        var clock = new ManualClock();
        await using var house = await PartnerHouse.NewAsync(clock);
        var lab = await house.AddAsync(PartnerHouse.Laboratory() with { Limits = new PartnerLimits(SilentMinutes: 60, DeadPerHour: 2) });
        var officer = new AuditLog(await house.Clinic.AddUserAsync("officer", Roles.ComplianceOfficer));
        var watch = house.Clinic.Server.Services.GetRequiredService<PartnerWatch>();
        async Task<string> ToldAsync() => string.Join(", ", (await officer.DuringAsync("partner.lab", async () =>
        {
            await watch.LookAsync(Stop);
            await watch.LookAsync(Stop);
        })).Where(one => AuditLog.Text(one, "interaction").StartsWith("interface-", StringComparison.Ordinal)).Select(one => $"{AuditLog.Text(one, "interaction")} {AuditLog.Text(one, "query")}"));

        Assert.Equal("", await ToldAsync());
        clock.Advance(TimeSpan.FromMinutes(61));
        house.Clinic.Again("officer");
        officer = new AuditLog(house.Clinic.As("officer"));
        Assert.Equal("interface-trouble partner=lab&what=Silent", await ToldAsync());
        var client = house.Connect(lab);
        await client.SendAsync(PartnerHouse.Result("C1"), Stop);
        await house.SettledAsync("C1");
        Assert.Equal("interface-recovered partner=lab&what=Silent", await ToldAsync());
        await client.SendAsync(PartnerHouse.Result("C2", type: "ZZZ^Z01"), Stop);
        Assert.Equal("", await ToldAsync());
        await client.SendAsync(PartnerHouse.Result("C3", type: "ZZZ^Z01"), Stop);
        Assert.Equal("interface-trouble partner=lab&what=Errors", await ToldAsync());
        var answer = (await (await house.Clinic.AddUserAsync("boss", Roles.Administrator)).GetAsync("interfaces/partners")).Expect(200).Json["partners"]![0]!;
        Assert.Equal("""["Errors"]""", answer["troubles"]!.ToJsonString());
        Assert.Equal((1, 2), ((int)answer["messages"]!["Applied"]!, (int)answer["messages"]!["Dead"]!));
    }
}
