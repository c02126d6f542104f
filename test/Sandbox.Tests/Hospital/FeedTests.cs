using Carewright.Hl7v2;
using Carewright.Mapping;
using Carewright.Sandbox.Conversation;
using Carewright.Sandbox.Hospital;
using FsCheck;
using FsCheck.Fluent;

namespace Carewright.Sandbox.Tests.Hospital;

public sealed class FeedTests
{
    private const int Events = 300;

    [Fact]
    public void The_feed_of_every_seed_is_consistent() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var seen = new HospitalAsSeen();
            foreach (var message in Feed((ulong)seed, Events))
                Assert.Null(seen.Take(message));
        }));

    [Fact]
    public void Everything_that_can_happen_does_happen()
    {
        var happened = Feed(1, 1000).Select(message => $"{message.Text("MSH-9.1")}^{message.Text("MSH-9.2")}").ToHashSet(StringComparer.Ordinal);
        Assert.Equal(FeedAct.All.Select(act => act.Trigger).Distinct().Order(), happened.Order());
    }

    [Fact]
    public void Every_message_is_read_without_leniency_and_becomes_fhir_without_an_issue()
    {
        foreach (var message in Feed(3, 400))
        {
            var mapped = Sent.Check(message);
            Assert.Equal(message.Text("MSH-9.2") == "A40" ? [MappedLinkKind.MergePatients] : [], mapped.Links.Select(link => link.Kind));
        }
    }

    [Fact]
    public void A_consistency_check_finds_what_is_wrong()
    {
        var feed = Feed(1, Events).ToList();
        Assert.Contains(Enumerable.Range(0, Events), left => Fault(feed.Where((_, place) => place != left)) is not null);
        Assert.NotNull(Fault(feed.AsEnumerable().Reverse()));
    }

    [Fact]
    public async Task The_feed_is_sent_at_its_rate_and_waits_for_a_clinic_that_does_not_take_it()
    {
        await using var clinic = await Clinic.StartAsync();
        clinic.Answers((Hl7v2.Acknowledging.AcknowledgementCode?)null);
        await using var hospital = await Played.StartAsync("hospital", clinic, setup => setup with { Rate = 12 });
        using var stop = new CancellationTokenSource();
        var running = hospital.Partner.RunAsync(stop.Token);
        var first = await clinic.NextMessageAsync();
        await hospital.Clock.PassAsync(Played.Pause);
        Assert.Equal(first.Text("MSH-10"), (await clinic.NextMessageAsync()).Text("MSH-10"));
        await hospital.Clock.PassAsync(TimeSpan.FromSeconds(5));
        Assert.NotEqual(first.Text("MSH-10"), (await clinic.NextMessageAsync()).Text("MSH-10"));
        await stop.CancelAsync();
        await running;
    }

    private static string? Fault(IEnumerable<Hl7Message> messages)
    {
        var seen = new HospitalAsSeen();
        return messages.Select(seen.Take).FirstOrDefault(fault => fault is not null);
    }

    private static IEnumerable<Hl7Message> Feed(ulong seed, int events)
    {
        var clock = new ManualClock();
        var ids = new ControlIds(clock, "S");
        var (house, writer) = (new HospitalHouse(seed, [], ids), new FeedWriter("SANDBOXHOSP", seed, ids));
        for (var i = 0; i < events; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(7));
            var (act, about) = house.Next(clock.GetUtcNow());
            yield return Hl7Message.Parse(writer.Write(act, about, clock.GetUtcNow()));
        }
    }
}
