using Carewright.Hl7v2;
using Carewright.Sandbox.Conversation;

namespace Carewright.Sandbox.Hospital;

/// <summary>A hospital: sends what happens to its patients, one message after the other; the next waits until the clinic has taken the last.</summary>
internal sealed class SimulatedHospital : MllpPartner
{
    private const string Feed = "feed";
    private readonly HospitalHouse _house;
    private readonly FeedWriter _writer;

    public SimulatedHospital(PartnerSetup setup)
        : base(setup, FeedWriter.Namespace)
    {
        _house = new HospitalHouse(setup.Seed, setup.People, Ids);
        _writer = new FeedWriter(FeedWriter.Namespace, setup.Seed, Ids);
    }

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromMinutes(1 / Setup.Rate);
        try
        {
            while (Outbox is not null)
            {
                var at = Setup.Time.GetLocalNow();
                var (act, about) = _house.Next(at);
                var message = _writer.Write(act, about, at);
                await Outbox.PostAsync(new Departure(Feed, at, () => message) { Step = pause }).WaitAsync(cancellationToken);
                await Task.Delay(pause, Setup.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The feed ends when it is told to.
        }
    }

    protected override Answer Receive(Hl7Message message) => Answer.Accepted;
}
