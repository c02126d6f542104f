using Carewright.Interfaces.Partners;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Subscribing;
using Carewright.Security;

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
        await house.Clinic.AddUserAsync("officer", Roles.ComplianceOfficer);
        var client = house.Connect(lab);
        // Each minute that passes has it look once more.
        async Task ToldAsync(params string[] expected)
        {
            IReadOnlyList<string> told = [];
            for (var minute = 0; minute < 5 && !told.SequenceEqual(expected); minute++)
            {
                clock.Advance(TimeSpan.FromMinutes(1));
                await Task.Delay(200, Stop);
                var events = await new AuditLog(house.Clinic.Again("officer")).EventsAsync("user=partner.lab");
                told = [.. events.Where(one => AuditLog.Text(one, "interaction").StartsWith("interface-", StringComparison.Ordinal)).Select(one => $"{AuditLog.Text(one, "interaction")} {AuditLog.Text(one, "query")}")];
            }
            Assert.Equal(expected, told);
        }
        const string Silent = "interface-trouble partner=lab&what=Silent", Heard = "interface-recovered partner=lab&what=Silent", Errors = "interface-trouble partner=lab&what=Errors";

        await ToldAsync();
        clock.Advance(TimeSpan.FromMinutes(60));
        await ToldAsync(Silent);
        await client.SendAsync(PartnerHouse.Result("C1"), Stop);
        await house.SettledAsync("C1");
        await ToldAsync(Silent, Heard);
        await client.SendAsync(PartnerHouse.Result("C2", type: "ZZZ^Z01"), Stop);
        await ToldAsync(Silent, Heard);
        await client.SendAsync(PartnerHouse.Result("C3", type: "ZZZ^Z01"), Stop);
        await ToldAsync(Silent, Heard, Errors);
        var answer = (await (await house.Clinic.AddUserAsync("boss", Roles.Administrator)).GetAsync("interfaces/partners")).Expect(200).Json["partners"]![0]!;
        Assert.Equal("""["Errors"]""", answer["troubles"]!.ToJsonString());
        Assert.Equal((1, 2), ((int)answer["messages"]!["Applied"]!, (int)answer["messages"]!["Dead"]!));
    }
}
