using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Randomness;

namespace Carewright.Synthesis.Organisation;

/// <summary>A payer that covers patients of the clinic; <paramref name="Typology"/> is a source of payment typology code.</summary>
internal sealed record Payer(string Id, string Name, string Typology, string TypologyName);

/// <summary>The clinic that every patient belongs to: sites, departments, staff, payers. Immutable, read by all threads.</summary>
internal sealed class ClinicLayout
{
    /// <summary>The stream of ids that belong to no patient; patient i uses stream i + 1.</summary>
    private const ulong ClinicStream = 0;

    public const string Name = "Carewright Demo Clinic";

    public ClinicLayout(ClinicPlan plan)
    {
        Plan = plan;
        OrganizationId = Id(0, 0);
        LaboratoryId = Id(0, 1);
        Sites = [Location(0, "Elmhollow", "00151"), Location(1, "Brightford", "00152"), Location(2, "Tarnwick", "00153")];
        Payers =
        [
            new(Id(0, 10), "Demo Mutual Health Plan", "5", "Private Health Insurance"),
            new(Id(0, 11), "Samplestate Employees Plan", "5", "Private Health Insurance"),
            new(Id(0, 12), "Example Senior Plan", "1", "Medicare"),
            new(Id(0, 13), "Example Family Assistance", "2", "Medicaid"),
        ];
        Posts = Staff();
    }

    public ClinicPlan Plan { get; }

    public string OrganizationId { get; }

    public string LaboratoryId { get; }

    public IReadOnlyList<Site> Sites { get; }

    public IReadOnlyList<Payer> Payers { get; }

    public IReadOnlyList<Post> Posts { get; }

    public ResourceRef Organization => new(ResourceKind.Organization, OrganizationId);

    public ResourceRef Laboratory => new(ResourceKind.Organization, LaboratoryId);

    public string DepartmentId(Department department) => Id(0, 20 + department.Index);

    public string ServiceId(Site site, Department department) => Id(1, (site.Index * 8) + department.Index);

    public string SlotId(Post provider, DateOnly day, int number) =>
        Id(2, (((provider.Index * 512) + day.DayNumber - Plan.Today.DayNumber) * 32) + number);

    /// <summary>A provider of a department at a site; family medicine has two, told apart by <paramref name="which"/>.</summary>
    public Post Provider(Site site, Department department, int which) =>
        Posts[(site.Index * PostsPerSite) + (department.Index == 0 ? which % 2 : department.Index + 1)];

    public Post Nurse(Site site) => Posts[(site.Index * PostsPerSite) + 5];

    public Post Assistant(Site site) => Posts[(site.Index * PostsPerSite) + 6];

    /// <summary>Weekdays but holidays are open, and so is today, whatever its weekday: a demo on a Sunday is not an empty clinic.</summary>
    public bool IsOpen(DateOnly day) => day == Plan.Today || (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !IsHoliday(day));

    private static bool IsHoliday(DateOnly day) => (day.Month, day.Day) is (1, 1) or (7, 4) or (12, 25);

    private const int PostsPerSite = 8;

    private string Id(ulong kind, int number) => ResourceIds.Of(Plan.Seed, ClinicStream, (kind << 40) + (ulong)number);

    private Site Location(int index, string town, string zip) =>
        new(index, Id(3, index), $"{Name} {town}", town, zip, $"555-010{index + 1}");

    private List<Post> Staff()
    {
        var posts = new List<Post>();
        foreach (var site in Sites)
        {
            Add("physician", site, Department.FamilyMedicine, bookable: true);
            Add("physician", site, Department.FamilyMedicine, bookable: true);
            Add("physician", site, Department.Dermatology, bookable: true);
            Add("physician", site, Department.BehavioralHealth, bookable: true);
            Add("physician", site, Department.Orthopaedics, bookable: true);
            Add("nurse", site, Department.FamilyMedicine);
            Add("medical-assistant", site, Department.FamilyMedicine);
            Add("front-desk", site, Department.FamilyMedicine);
        }

        foreach (var role in (string[])["biller", "compliance-officer", "administrator"]) Add(role, Sites[0], Department.FamilyMedicine);
        return posts;

        void Add(string role, Site site, Department department, bool bookable = false)
        {
            var index = posts.Count;
            var given = index % 2 == 0 ? Names.Female : Names.Male;
            posts.Add(new Post(index, role, site, department)
            {
                Given = given[(index * 7) % given.Count],
                Family = Names.StaffFamily[index],
                PractitionerId = Id(4, index),
                RoleId = Id(5, index),
                Bookable = bookable,
                ScheduleId = bookable ? Id(6, index) : "",
            });
        }
    }
}
