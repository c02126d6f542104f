namespace Carewright.Security.Tests.Policies;

/// <summary>What the shipped policy makes of whom a proxy represents.</summary>
public sealed class ProxyPolicyTests
{
    private static readonly Actor s_proxy = Actors.Of(Roles.Proxy, "RelatedPerson/r1") with { Purpose = "FAMRQT" };

    [Fact]
    public void Nobody_is_represented_until_a_moment_says_so()
    {
        Assert.False(PolicyLibrary.Embedded.Decide(s_proxy, AccessInteraction.Search, "Observation").IsAllowed);
        Assert.False(PolicyLibrary.Embedded.Decide(Actors.Of(Roles.Patient, "RelatedPerson/r1"), AccessInteraction.Search, "Observation", Moment(new RepresentedPatient("Patient/a", "RelatedPerson/r1", []))).IsAllowed);
        Assert.False(PolicyLibrary.Embedded.Consider(s_proxy, AccessInteraction.Search, "Observation").Single().Conditions.Single().Holds);
    }

    [Fact]
    public void Each_patient_is_a_grant_of_that_record_alone()
    {
        var moment = Moment(new RepresentedPatient("Patient/a", "RelatedPerson/r1", []), new RepresentedPatient("Patient/b", "RelatedPerson/r2", ["HIV"]));
        var access = PolicyLibrary.Embedded.Decide(s_proxy, AccessInteraction.Search, "Observation", moment);
        Assert.Equal([("Patient/a", "patient=Patient/a"), ("Patient/b", "patient=Patient/b")], access.Grants.Select(grant => (grant.CompartmentPatient!, grant.Filter!)).Order());
        Assert.False(PolicyLibrary.Embedded.Decide(s_proxy, AccessInteraction.Update, "Observation", moment).IsAllowed);
    }

    [Fact]
    public void What_a_minor_consents_to_alone_closes_for_that_minor_and_no_other_and_for_proxies_alone()
    {
        var moment = Moment(new RepresentedPatient("Patient/a", "RelatedPerson/r1", []), new RepresentedPatient("Patient/b", "RelatedPerson/r2", ["HIV", "BH"]));
        var access = PolicyLibrary.Embedded.Decide(s_proxy, AccessInteraction.Read, "Condition", moment);
        var minor = Assert.Single(Assert.Single(access.Restrictions, one => one.Minors.Count > 0).Minors);
        Assert.Equal(("Patient/b", "BH,HIV"), (minor.Patient, string.Join(',', minor.Closed)));
        Assert.Contains(access.Restrictions, one => one.Codes.Contains("ADOL"));
        Assert.DoesNotContain(PolicyLibrary.Embedded.Decide(Actors.Typical(Roles.Nurse), AccessInteraction.Read, "Condition", moment).Restrictions, one => one.Minors.Count > 0);
    }

    [Fact]
    public void A_set_of_patients_has_one_text_whatever_its_order()
    {
        RepresentedPatient[] some = [new("Patient/b", "RelatedPerson/r2", ["HIV", "BH"]), new("Patient/a", "RelatedPerson/r1", [])];
        var text = RepresentedPatient.Join(some);
        Assert.Equal(text, RepresentedPatient.Join(some.Reverse()));
        Assert.Equal(text, RepresentedPatient.Join(RepresentedPatient.Read(text)));
        Assert.Empty(RepresentedPatient.Read(""));
    }

    private static AccessMoment Moment(params RepresentedPatient[] patients) => AccessMoment.Ordinary with { Represented = RepresentedPatient.Join(patients) };
}
