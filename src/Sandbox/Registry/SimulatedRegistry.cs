using Carewright.Hl7v2;
using Carewright.Sandbox.Conversation;

namespace Carewright.Sandbox.Registry;

/// <summary>An immunization registry: takes vaccinations (VXU^V04) and answers queries (QBP^Q11) out of what it has taken and the people it was seeded with. It keeps all of it in memory. Visits (ADT) and results (ORU^R01) are acknowledged, and not kept.</summary>
internal sealed class SimulatedRegistry : MllpPartner
{
    private readonly Lock _lock = new();
    private readonly VaccinationDesk _vaccinations;
    private readonly QueryDesk _queries;

    public SimulatedRegistry(PartnerSetup setup)
        : base(setup, RegistryBook.Namespace)
    {
        var book = new RegistryBook(setup.Seed, setup.People, DateOnly.FromDateTime(setup.Time.GetLocalNow().DateTime));
        _vaccinations = new VaccinationDesk(book, setup.Time);
        _queries = new QueryDesk(book, setup.Time);
    }

    protected override Answer Receive(Hl7Message message)
    {
        lock (_lock)
            return (message[0][9].Component(1).Text, message[0][9].Component(2).Text) switch
            {
                ("VXU", "V04") => _vaccinations.Receive(message),
                ("QBP", "Q11") => _queries.Receive(message),
                // Surveillance and reportable results: a public health agency takes them at the same door.
                ("ADT", _) or ("ORU", "R01") => Answer.Accepted,
                _ => Answer.OtherType,
            };
    }
}
