// Opening a store: what is refused, and how it says so.
#include <sys/stat.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "rocksdb/db.h"
#include "tests/unit/storage/rocksdb/rocks_fixture.h"

namespace factcheck::storage {
namespace {

using ::testing::HasSubstr;

class OpenTest : public RocksTest {
 protected:
  void CheckRefused(absl::StatusCode code, const std::string& words) {
    const auto before = Contents(store());
    const absl::Status status = TryOpen();
    EXPECT_EQ(status.code(), code) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(words));
    EXPECT_THAT(std::string(status.message()), HasSubstr(store()));
    EXPECT_TRUE(Contents(store()) == before) << "a refused store was changed";
  }
  // Changes the store as some other program would.
  void WithRocksDb(
      const std::function<void(rocksdb::DB&, const std::vector<rocksdb::ColumnFamilyHandle*>&)>&
          change) {
    std::vector<std::string> names;
    ASSERT_TRUE(rocksdb::DB::ListColumnFamilies({}, store(), &names).ok());
    std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
    for (const std::string& name : names)
      descriptors.emplace_back(name, rocksdb::ColumnFamilyOptions());
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* raw = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open({}, store(), descriptors, &handles, &raw).ok());
    const std::unique_ptr<rocksdb::DB> db(raw);
    change(*db, handles);
    for (auto* handle : handles) ASSERT_TRUE(db->DestroyColumnFamilyHandle(handle).ok());
  }
  void PutMeta(const std::string& key, const std::string& value) {
    WithRocksDb([&](rocksdb::DB& db, const auto& handles) {
      for (auto* handle : handles) {
        if (handle->GetName() != "meta") continue;
        ASSERT_TRUE(db.Put({}, handle, key, value).ok());
      }
    });
  }
};

TEST_F(OpenTest, ANewStoreIsForItsOwnerAlone) {
  Open();
  struct stat status;
  ASSERT_EQ(stat(store().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
}

TEST_F(OpenTest, TwoStoresHaveDifferentIdentities) {
  Open();
  const std::string id = engine().store_id();
  Open(Path("another"));
  EXPECT_NE(engine().store_id(), id);
}

TEST_F(OpenTest, AStoreInUseIsRefusedAndItsUserIsNotDisturbed) {
  Open();
  ASSERT_TRUE(testing::Put(engine(), "k", "1").ok());
  auto second = OpenRocksEngine(options_);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("another process"));
  ASSERT_TRUE(testing::Put(engine(), "k", "2").ok());
  Open();
  EXPECT_EQ(testing::ValueOf(engine(), "k"), "2");
}

TEST_F(OpenTest, AStoreOfANewerFormatIsRefused) {
  Open();
  Close();
  PutMeta("format", "2");
  EXPECT_EQ(TryOpen().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(TryOpen().message()), HasSubstr("newer"));
  PutMeta("format", "1");
  Open();
}

TEST_F(OpenTest, AStoreWithAnUnknownColumnFamilyIsOfANewerVersion) {
  Open();
  Close();
  WithRocksDb([](rocksdb::DB& db, const auto&) {
    rocksdb::ColumnFamilyHandle* handle = nullptr;
    ASSERT_TRUE(db.CreateColumnFamily({}, "tomorrow", &handle).ok());
    ASSERT_TRUE(db.DestroyColumnFamilyHandle(handle).ok());
  });
  CheckRefused(absl::StatusCode::kFailedPrecondition, "newer");
}

TEST_F(OpenTest, AStoreThatDoesNotKnowItsFormatIsDamaged) {
  Open();
  Close();
  PutMeta("format", "one");
  EXPECT_EQ(TryOpen().code(), absl::StatusCode::kDataLoss);
}

TEST_F(OpenTest, AStoreThatLostItsCurrentFileIsNotTakenForAnEmptyOne) {
  Open();
  ASSERT_TRUE(testing::Put(engine(), "k", "1").ok());
  ASSERT_TRUE(engine().Compact().ok());
  Close();
  std::filesystem::remove(store() + "/CURRENT");
  CheckRefused(absl::StatusCode::kDataLoss, "CURRENT");
}

TEST_F(OpenTest, AFileInPlaceOfTheDirectoryIsAClearError) {
  WriteFile(store(), "not a directory");
  const absl::Status status = TryOpen();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(store()));
}

TEST_F(OpenTest, OtherFilesInTheDirectoryAreLeftAlone) {
  std::filesystem::create_directory(store());
  WriteFile(store() + "/README", "mine");
  Open();
  ASSERT_TRUE(testing::Put(engine(), "k", "1").ok());
  Open();
  EXPECT_EQ(ReadFile(store() + "/README"), "mine");
  EXPECT_EQ(testing::ValueOf(engine(), "k"), "1");
}

}  // namespace
}  // namespace factcheck::storage
