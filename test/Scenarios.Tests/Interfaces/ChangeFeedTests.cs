using System.Globalization;
using System.Text;
using Carewright.Gateway.Following;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>Whoever follows the change feed gets each change of the types that it watches, in order, and again what it had not taken.</summary>
public sealed class ChangeFeedTests : IAsyncLifetime
{
    private RunningClinic _clinic = null!;
    private Door _robot = null!;

    private ChangeFeed Feed => _clinic.Clinic.Gateway.Changes;

    public async ValueTask InitializeAsync()
    {
        _clinic = await RunningClinic.NewAsync();
        _robot = await _clinic.AddUserAsync("robot", "system-interface");
    }

    public ValueTask DisposeAsync() => _clinic.DisposeAsync();

    [Fact]
    public async Task A_new_follower_begins_at_the_end_and_goes_on_where_it_was_stopped()
    {
        await PutAsync("before");
        var begun = await FollowAsync(until: 1, meanwhile: () => PutAsync("one"));
        Assert.Equal(["Patient/one"], begun.Select(change => change.Reference));
        await PutAsync("two");
        (await _robot.PutAsync(Chart.Encounter("e", "two"))).Expect(201);
        (await _robot.DeleteAsync("Patient/one")).Expect(204);
        Assert.Equal([("Patient/two", 1L), ("Patient/one", 2L)], (await FollowAsync(until: 2)).Select(change => (change.Reference, change.VersionId)));
    }

    [Fact]
    public async Task What_could_not_be_taken_is_given_again()
    {
        await FollowAsync(until: 1, meanwhile: () => PutAsync("one"));
        await PutAsync("two");
        await Assert.ThrowsAsync<InvalidDataException>(() => Feed.FollowAsync("test", () => new HashSet<string> { "Patient" }, (_, _) => throw new InvalidDataException(), TestContext.Current.CancellationToken));
        Assert.Equal(["Patient/two"], (await FollowAsync(until: 1)).Select(change => change.Reference));
    }

    private async Task<List<ChangeNotice>> FollowAsync(int until, Func<Task>? meanwhile = null)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var taken = new List<ChangeNotice>();
        var following = Feed.FollowAsync("test", () => new HashSet<string> { "Patient" }, (changes, _) =>
        {
            taken.AddRange(changes);
            return ValueTask.CompletedTask;
        }, stop.Token);
        await (meanwhile?.Invoke() ?? Task.CompletedTask);
        await PartnerHouse.UntilAsync(() => taken.Count >= until || following.IsCompleted);
        await PartnerHouse.UntilAsync(() => Place >= taken[^1].Sequence || following.IsCompleted);
        await stop.CancelAsync();
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return taken;
    }

    // Durable behind what has been taken.
    private long Place => _clinic.Clinic.Parts.Store.Private.Get("feed-follower", "test") is { } kept ? long.Parse(Encoding.ASCII.GetString(kept), CultureInfo.InvariantCulture) : 0;

    private async Task PutAsync(string id) => (await _robot.PutAsync(Chart.Patient(id))).Expect(201);
}
