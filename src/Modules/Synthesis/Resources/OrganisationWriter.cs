using Carewright.Synthesis.Catalog;
using Carewright.Synthesis.Fhir;
using Carewright.Synthesis.Organisation;

namespace Carewright.Synthesis.Resources;

/// <summary>Writes what belongs to no patient: organisations, sites, services, staff, schedules and slots.</summary>
internal sealed class OrganisationWriter(ClinicLayout clinic, BookingBook bookings, ResourceWriter json)
{
    public void Write()
    {
        WriteOrganization(clinic.OrganizationId, ClinicLayout.Name, "prov", "Healthcare Provider", hasParent: false);
        WriteOrganization(clinic.LaboratoryId, $"{ClinicLayout.Name} Laboratory", "dept", "Hospital Department", hasParent: true);
        foreach (var department in Department.All)
            WriteOrganization(clinic.DepartmentId(department), $"{ClinicLayout.Name} {department.Display}", "dept", "Hospital Department", hasParent: true);
        foreach (var payer in clinic.Payers) WriteOrganization(payer.Id, payer.Name, "pay", "Payer", hasParent: false);
        foreach (var site in clinic.Sites) WriteSite(site);
        foreach (var site in clinic.Sites)
        {
            foreach (var department in Department.All) WriteService(site, department);
        }

        foreach (var post in clinic.Posts) StaffWriter.Write(clinic, json, post);
        foreach (var post in clinic.Posts.Where(post => post.Bookable)) WriteSchedule(post);
    }

    private void WriteOrganization(string id, string name, string type, string typeName, bool hasParent)
    {
        json.Begin(ResourceKind.Organization, id, Profiles.Organization);
        if (id == clinic.OrganizationId) WriteNpi();
        json.Boolean("active", true);
        json.Concepts("type", new Code(CodeSystems.OrganizationType, type, typeName));
        json.Text("name", name);
        json.OpenArray("telecom");
        PatientWriter.ContactPoint(json, "phone", "555-0100", "work");
        json.CloseArray();
        json.OpenArray("address");
        json.Item();
        PatientWriter.AddressBody(json, "1 Sample Street", clinic.Sites[0].Town, clinic.Sites[0].Zip);
        json.Close();
        json.CloseArray();
        if (hasParent) json.Reference("partOf", clinic.Organization);
        json.End();
    }

    private void WriteNpi()
    {
        json.OpenArray("identifier");
        json.Item();
        json.Text("system", CodeSystems.Npi);
        json.Text("value", StaffWriter.Npi(0));
        json.Close();
        json.CloseArray();
    }

    private void WriteSite(Site site)
    {
        json.Begin(ResourceKind.Location, site.Id, Profiles.Location);
        json.OpenArray("extension");
        json.Item();
        json.Text("url", "http://hl7.org/fhir/StructureDefinition/timezone");
        json.Text("valueCode", EasternTime.Name);
        json.Close();
        json.CloseArray();
        json.Text("status", "active");
        json.Text("name", site.Name);
        json.Text("mode", "instance");
        json.OpenArray("telecom");
        PatientWriter.ContactPoint(json, "phone", site.Phone, "work");
        json.CloseArray();
        json.Open("address");
        PatientWriter.AddressBody(json, $"{site.Index + 2} Fixture Lane", site.Town, site.Zip);
        json.Close();
        json.Concept("physicalType", new Code(CodeSystems.LocationType, "si", "Site"));
        json.Reference("managingOrganization", clinic.Organization);
        json.End();
    }

    private void WriteService(Site site, Department department)
    {
        json.Begin(ResourceKind.HealthcareService, clinic.ServiceId(site, department));
        json.Boolean("active", true);
        json.Reference("providedBy", new ResourceRef(ResourceKind.Organization, clinic.DepartmentId(department)));
        json.Concepts("type", department.AsCode);
        json.Concepts("specialty", department.Taxonomy, department.Display);
        json.References("location", site.Reference, site.Name);
        json.Text("name", $"{department.Display}, {site.Town}");
        json.Boolean("appointmentRequired", true);
        json.End();
    }

    private void WriteSchedule(Post post)
    {
        json.Begin(ResourceKind.Schedule, post.ScheduleId);
        json.Boolean("active", true);
        json.Concepts("serviceType", post.Department.AsCode);
        json.Concepts("specialty", post.Department.Taxonomy, post.Department.Display);
        json.OpenArray("actor");
        json.ReferenceItem(post.Reference, post.Display);
        json.ReferenceItem(post.Site.Reference, post.Site.Name);
        json.CloseArray();
        json.Open("planningHorizon");
        json.Date("start", clinic.Plan.Today);
        json.Date("end", clinic.Plan.Today.AddDays(BookingBook.HorizonDays));
        json.Close();
        json.End();
        foreach (var day in bookings.Days(post))
        {
            for (var number = 0; number < BookingBook.SlotsPerDay; number++) WriteSlot(post, day, number);
        }
    }

    private void WriteSlot(Post post, DateOnly day, int number)
    {
        var start = new Moment(day, BookingBook.StartMinute(number));
        json.Begin(ResourceKind.Slot, clinic.SlotId(post, day, number));
        json.Concepts("serviceType", post.Department.AsCode);
        json.Reference("schedule", new ResourceRef(ResourceKind.Schedule, post.ScheduleId));
        json.Text("status", bookings.IsTaken(post, day, number) ? "busy" : "free");
        json.Instant("start", start);
        json.Instant("end", start.Plus(BookingBook.SlotMinutes));
        json.End();
    }
}
