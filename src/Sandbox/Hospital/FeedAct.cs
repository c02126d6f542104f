namespace Carewright.Sandbox.Hospital;

/// <summary>Something that can happen to a patient's record.</summary>
/// <param name="Trigger">Type and event, <c>ADT^A01</c>.</param>
/// <param name="Structure">MSH-9.3.</param>
/// <param name="Weight">How often, beside the others.</param>
/// <param name="Can">Whether it can happen to this one now.</param>
/// <param name="Do">What it changes; the record that the message is about (another one where a record is doubled), null for the same.</param>
internal sealed record FeedAct(string Trigger, string Structure, int Weight, Func<HospitalHouse, Resident, bool> Can, Func<HospitalHouse, Resident, DateTimeOffset, Resident?> Do)
{
    /// <summary>Everything that happens: one more is one more line here.</summary>
    public static IReadOnlyList<FeedAct> All { get; } =
    [
        new("ADT^A01", "ADT_A01", 14, (_, who) => !who.IsIn, (house, who, at) => house.Admit(who, "I", at)),
        new("ADT^A04", "ADT_A01", 12, (_, who) => !who.IsIn, (house, who, at) => house.Admit(who, house.Draw.Permille(300) ? "E" : "O", at)),
        new("ADT^A04", "ADT_A01", 3, (house, who) => house.CanDouble(who), (house, who, at) => house.Admit(house.Double(who), "O", at)),
        new("ADT^A02", "ADT_A02", 12, (_, who) => who is { IsIn: true, Stay.Class: "I" }, (house, who, _) => house.Transfer(who)),
        new("ADT^A08", "ADT_A01", 10, (_, who) => who.IsIn, (_, who, _) => HospitalHouse.Touch(who)),
        new("ADT^A31", "ADT_A05", 5, (_, who) => who.IsKnown, (_, _, _) => null),
        new("ADT^A03", "ADT_A03", 16, (_, who) => who.IsIn, HospitalHouse.Discharge),
        new("ADT^A11", "ADT_A09", 2, (_, who) => who is { IsIn: true, Stay.HasEvents: false }, (_, who, _) => HospitalHouse.CancelAdmission(who)),
        new("ADT^A13", "ADT_A01", 2, (_, who) => who.HasLeft, (_, who, _) => HospitalHouse.CancelDischarge(who)),
        new("ADT^A40", "ADT_A39", 6, (_, who) => who is { Doubles.IsKnown: true, IsIn: false }, (house, who, _) => house.Merge(who)),
        new("MDM^T02", "MDM_T02", 20, (_, who) => who.HasLeft, (_, who, _) => HospitalHouse.Sum(who)),
        new("ORU^R01", "ORU_R01", 10, (_, who) => who.IsIn, (_, who, _) => HospitalHouse.Touch(who)),
    ];
}
