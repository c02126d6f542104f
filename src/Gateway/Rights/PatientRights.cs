using Carewright.Audit;
using Carewright.Gateway.Access;
using Carewright.Gateway.Proxies;
using Carewright.Gateway.Writing;
using Carewright.Storage;

namespace Carewright.Gateway.Rights;

/// <summary>The rooms of patients' rights (docs/architecture/patient-rights.md). Safe to call from many threads at once.</summary>
public sealed class PatientRights
{
    internal PatientRights(IRecordStore store, RightsDesk desk, LegalHolds holds, LinkedPatients linked, AccessCompiler access, DraftBuilder drafts, ProxyRegister proxies)
    {
        Holds = holds;
        Exceptions = new ExceptionRegister(desk);
        Amendments = new AmendmentRoom(desk, new AmendmentReader(desk, access), new AmendmentPapers(drafts));
        Disclosures = new DisclosureRoom(desk, linked, new AuditTrail(store));
        Proxies = new ProxyRoom(desk, proxies, new ProxyRecords(drafts));
    }

    /// <summary>Holds against erasure.</summary>
    public LegalHolds Holds { get; }

    /// <summary>The register of information-blocking exceptions.</summary>
    public ExceptionRegister Exceptions { get; }

    /// <summary>Requests for amendment.</summary>
    public AmendmentRoom Amendments { get; }

    /// <summary>Accountings of disclosures.</summary>
    public DisclosureRoom Disclosures { get; }

    /// <summary>Who acts for a patient.</summary>
    public ProxyRoom Proxies { get; }
}
